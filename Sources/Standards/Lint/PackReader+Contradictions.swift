internal import YAML

/// Patterns that nothing can match.
extension PackReader {
    mutating func checkTrigger(_ clause: Clause, _ placed: PlacedClause) {
        for alternative in clause.trigger?.alternatives ?? [] {
            let mark = placed.members.place(of: "trigger")
            checkMatch(alternative.match, at: mark)
            guard let state = alternative.notDuring else { continue }
            guard StateExpression.and([clause.appliesWhen, .not(state)]).canHold(given: conditions) else {
                fault(mark, "Whenever the clause applies, \(state) holds, and then \(alternative.match.type) calls for nothing.")
                continue
            }
        }
    }

    mutating func check(_ event: RequiredEvent, of clause: Clause, at mark: Mark) {
        checkMatch(event.match, at: mark)
        for match in event.around { checkMatch(match, at: mark) }
        let isBeforeTrigger = event.before == .trigger || event.onOrBefore == .trigger
        if event.after == .trigger, isBeforeTrigger || event.onTriggerDay && event.before == .trigger {
            fault(mark, "Nothing lies both before and after the trigger.")
        }
        if clause.shape == .deadlineAfter, clause.trigger != nil, event.before == .trigger, !event.isAbsent {
            fault(mark, "The limit counts from the trigger on, and what lies before the trigger can never keep it.")
        }
        if clause.limit?.direction == .before, event.after == .trigger, !event.isAbsent {
            fault(mark, "The limit counts back from the trigger, and what lies after the trigger can never keep it.")
        }
        if event.distinctFrom == clause.id { fault(mark, "\(clause.id) is to be distinct from itself: nothing can be.") }
        guard event.link == .itself, let trigger = clause.trigger else { return }
        let same = trigger.alternatives.filter { $0.match.type == event.match.type }
        if same.isEmpty {
            fault(mark, "\"link: self\" tests the triggering event, and \(event.match.type) never triggers this clause.")
        } else if event.isAbsent {
            if same.allSatisfy({ Set(event.match.tests).isSubset(of: $0.match.tests) }) {
                fault(mark, "The triggering event must be absent, so the clause can never be met.")
            }
        } else if let field = contradiction(among: same.map { $0.match.tests + event.match.tests }, of: event.match.type) {
            fault(mark, "The trigger and this pattern contradict each other on \(field), so the clause can never be met.")
        }
    }

    /// Faults where the tests of one event contradict each other.
    mutating func checkMatch(_ match: EventMatch, at mark: Mark) {
        if let field = match.tests.contradictoryField(fields(of: match.type)) {
            fault(mark, "The tests of \(field) contradict each other: no \(match.type) can match them.")
        }
        for case .refersTo(let bases) in match.tests.map(\.test) { for basis in bases { checkMatch(basis, at: mark) } }
        guard let shape = context.events[match.type] else { return }
        for test in match.tests where test.test == .present(false) {
            guard case .data(let name) = test.field, shape.given.contains(name) else { continue }
            fault(mark, "Every \(match.type) gives \(name), so none can match a test that it is absent.")
        }
    }

    private func fields(of type: String) -> [String: FieldKind] { context.events[type]?.fields ?? [:] }

    /// A field that is contradictory in every one of several lists of tests; nil where one list has none.
    private func contradiction(among lists: [[FieldTest]], of type: String) -> FieldPath? {
        var found: FieldPath?
        for list in lists {
            guard let field = list.contradictoryField(fields(of: type)) else { return nil }
            found = field
        }
        return found
    }
}

extension [FieldTest] {
    /// A field of which the tests ask what cannot be at once, or leave no value there is.
    func contradictoryField(_ fields: [String: FieldKind]) -> FieldPath? {
        Dictionary(grouping: self, by: \.field).filter { field, tests in
            guard case .data(let name) = field else { return Self.contradict(tests.map(\.test), nil) }
            return Self.contradict(tests.map(\.test), fields[name]?.values)
        }.map(\.key).min { $0.description < $1.description }
    }

    private static func contradict(_ tests: [Test], _ values: [Scalar]?) -> Bool {
        let isAbsent = tests.contains(.present(false))
        let needsValue = tests.contains(where: \.needsValue)
        if isAbsent, needsValue { return true }
        for case .hasItems(let patterns) in tests where patterns.contains(where: { $0.contradictoryField([:]) != nil }) {
            return true
        }
        var allowed = needsValue ? values.map { Set($0) } : nil
        for test in tests {
            switch test {
            case .equals(.value(let value)): allowed = allowed.map { $0.intersection([value]) } ?? [value]
            case .isOneOf(let values): allowed = allowed.map { $0.intersection(values) } ?? Set(values)
            default: break
            }
        }
        for test in tests {
            switch test {
            case .isNoneOf(let values): allowed?.subtract(values)
            case .differs(let value), .presentAndDiffers(let value): allowed?.remove(value)
            default: break
            }
        }
        return allowed?.isEmpty ?? false
    }
}

extension Test {
    /// Whether the test fails where the field is absent.
    fileprivate var needsValue: Bool {
        switch self {
        case .present(let isPresent): isPresent
        case .differs: false
        default: true
        }
    }
}

extension RequiredEvent {
    /// The patterns of what it must lie before or after.
    fileprivate var around: [EventMatch] {
        let anchors: [Moment] = [before, onOrBefore, after].compactMap {
            if case .moment(let moment)? = $0 { moment } else { nil }
        }
        return (anchors + [notBefore?.moment].compactMap(\.self)).flatMap(\.matches) + since + notSupersededBy
    }
}

extension Condition {
    /// The patterns of events it is found by.
    var matches: [EventMatch] {
        switch derivation {
        case .always, .expression, .clauseMissed, .parameter: []
        case .state(let state):
            state.starts.flatMap(\.matches) + state.ends.flatMap { [$0.match] + ($0.unlessOpen.map { [$0] } ?? []) }
                + (state.within?.moment.matches ?? [])
        case .phase(let phase): phase.since.matches
        case .age(let band): [band.source]
        case .openCount(let count): count.openedBy + count.closedBy
        case .childrenDiffer(let differ): [differ.match]
        }
    }
}

extension Moment {
    var matches: [EventMatch] { alternatives + since }
}

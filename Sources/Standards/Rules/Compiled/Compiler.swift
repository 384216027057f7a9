import Events

/// Makes clauses and conditions ready: types and conditions become numbers, patterns that several clauses share are kept
/// once.
struct Compiler {
    let vocabulary: Vocabulary
    private(set) var types = TypeNames()
    private(set) var patterns: [CompiledPattern] = []
    private(set) var conditions: [CompiledCondition] = []
    private var patternNumbers: [CompiledPattern: Int] = [:]
    private var conditionNumbers: [String: Int] = [:]
    private var clauseNumbers: [Clause.ID: Int] = [:]

    init(_ vocabulary: Vocabulary, clauses: [Clause]) {
        self.vocabulary = vocabulary
        for (number, clause) in clauses.enumerated() where clauseNumbers[clause.id] == nil {
            clauseNumbers[clause.id] = number
        }
        // A condition may name another, so all have their numbers before any is made ready.
        for name in vocabulary.conditions.keys.sorted() { conditionNumbers[name] = conditionNumbers.count }
        for name in vocabulary.conditions.keys.sorted() {
            guard let condition = vocabulary.conditions[name] else { continue }
            conditions.append(
                CompiledCondition(name: name, perChild: condition.perChild, derivation: derivation(condition.derivation)))
        }
        for number in conditions.indices { conditions[number].variesByChild = variesByChild(number, []) }
    }

    // MARK: Patterns

    mutating func pattern(_ match: EventMatch, only tests: [FieldTest]) -> Int {
        let pattern = CompiledPattern(
            type: types.id(of: match.type), typeName: match.type, tests: tests.map(CompiledTest.init))
        if let known = patternNumbers[pattern] { return known }
        patterns.append(pattern)
        patternNumbers[pattern] = patterns.count - 1
        return patterns.count - 1
    }

    mutating func match(_ match: EventMatch) -> CompiledMatch {
        let contextual = match.tests.map(CompiledTest.init).filter(\.isContextual)
        // What a test asks to rest on must have a number too.
        for case .refersTo(let bases) in match.tests.map(\.test) { for basis in bases { _ = types.id(of: basis.type) } }
        let plain = match.tests.filter { !CompiledTest($0).isContextual }
        return CompiledMatch(
            pattern: pattern(match, only: plain), type: types.id(of: match.type), typeName: match.type,
            contextual: contextual)
    }

    mutating func moment(_ moment: Moment) -> CompiledMoment {
        CompiledMoment(
            alternatives: moment.alternatives.map { match($0) }, nth: moment.nth, since: moment.since.map { match($0) },
            at: moment.at, bySameWorker: moment.bySameWorker)
    }

    // MARK: States

    func expression(_ expression: StateExpression) -> Expression {
        switch expression {
        case .condition(let name): conditionNumbers[name].map(Expression.condition) ?? .never
        case .not(let inner): .not(self.expression(inner))
        case .and(let parts): .and(parts.map(self.expression))
        case .or(let parts): .or(parts.map(self.expression))
        }
    }

    /// The expression with phases and ages, and what follows from them alone, taken as holding.
    func apartFromTime(_ expression: Expression) -> Expression {
        apart(from: { if case .phase = $0 { true } else if case .age = $0 { true } else { false } }, expression)
    }

    /// The expression with what holds only in the moment of a trigger taken as holding; nil where it names nothing of that kind.
    func apartFromMoments(_ expression: Expression) -> Expression? {
        names(Self.isMomentary, in: expression) ? apart(from: Self.isMomentary, expression) : nil
    }

    private static func isMomentary(_ derivation: CompiledCondition.Derivation) -> Bool {
        if case .clauseMissed(_, .perTrigger) = derivation { true } else { false }
    }

    private func names(_ leaves: (CompiledCondition.Derivation) -> Bool, in expression: Expression) -> Bool {
        expression.conditions.contains { number in
            let derivation = conditions[number].derivation
            if case .expression(let inner) = derivation { return names(leaves, in: inner) }
            return leaves(derivation)
        }
    }

    private func apart(from leaves: (CompiledCondition.Derivation) -> Bool, _ expression: Expression) -> Expression {
        switch expression {
        case .always, .never: return expression
        case .condition(let number):
            let derivation = conditions[number].derivation
            if leaves(derivation) { return .always }
            if case .expression(let inner) = derivation { return apart(from: leaves, inner) }
            return expression
        case .not(let inner):
            let stripped = apart(from: leaves, inner)
            if case .always = stripped { return .always }
            return .not(stripped)
        case .and(let parts):
            let kept = parts.map { apart(from: leaves, $0) }.filter { if case .always = $0 { false } else { true } }
            return kept.isEmpty ? .always : kept.count == 1 ? kept[0] : .and(kept)
        case .or(let parts):
            let stripped = parts.map { apart(from: leaves, $0) }
            return stripped.contains { if case .always = $0 { true } else { false } } ? .always : .or(stripped)
        }
    }

    private func variesByChild(_ number: Int, _ seen: Set<Int>) -> Bool {
        let condition = conditions[number]
        if condition.perChild { return true }
        switch condition.derivation {
        case .openCount: return true
        case .expression(let inner):
            // The reading of packs refuses a loop; here one comes to an end.
            return inner.conditions.contains { !seen.contains($0) && variesByChild($0, seen.union([number])) }
        default: return false
        }
    }

    /// Whether each child is in the state on its own.
    func isPerChild(_ expression: Expression) -> Bool {
        switch expression {
        case .always, .never: false
        case .condition(let number): conditions[number].perChild
        case .not(let inner): isPerChild(inner)
        case .and(let parts), .or(let parts): parts.contains(where: isPerChild)
        }
    }

    private mutating func derivation(_ derivation: Condition.Derivation) -> CompiledCondition.Derivation {
        switch derivation {
        case .always: .always
        case .state(let state):
            .state(
                starts: state.starts.map { moment($0) },
                ends: state.ends.map {
                    CompiledCondition.End(
                        match: match($0.match), ofSamePlacement: $0.ofSamePlacement,
                        unlessOpen: $0.unlessOpen.map { match($0) })
                },
                within: state.within.map { CompiledCondition.Within(span: $0.span, moment: moment($0.moment)) })
        case .phase(let phase): .phase(since: moment(phase.since), from: phase.from, to: phase.to)
        case .age(let band): .age(from: band.from, to: band.to, source: match(band.source), field: band.field)
        case .expression(let inner): .expression(expression(inner))
        case .openCount(let count):
            .openCount(
                openedBy: count.openedBy.map { match($0) }, closedBy: count.closedBy.map { match($0) }, by: count.by,
                atLeast: count.atLeast)
        case .childrenDiffer(let differ): .childrenDiffer(match(differ.match), differ.field)
        case .clauseMissed(let missed):
            .clauseMissed(missed.clauses.compactMap { clauseNumbers[$0] }, missed.extent)
        case .parameter(let name): .parameter(name)
        }
    }

    // MARK: Clauses

    func number(of clause: Clause.ID) -> Int? { clauseNumbers[clause] }

    mutating func trigger(_ trigger: Trigger?) -> [CompiledTrigger] {
        trigger?.alternatives.map {
            CompiledTrigger(match: match($0.match), nth: $0.nth, notDuring: $0.notDuring.map(expression))
        } ?? []
    }

    /// The field of a trigger from which a phase counts that must hold; nil where it counts from the event itself.
    func phaseField(_ applies: Expression, _ triggers: [CompiledTrigger]) -> FieldPath? {
        switch applies {
        case .always, .never, .not, .or: return nil
        case .and(let parts): return parts.lazy.compactMap { phaseField($0, triggers) }.first
        case .condition(let number):
            guard case .phase(let since, _, _) = conditions[number].derivation else { return nil }
            let types = Set(since.alternatives.map(\.type))
            return triggers.contains { types.contains($0.match.type) } ? since.at : nil
        }
    }

    /// The patterns among those of triggers, and of what begins the states that must hold, that ask for values somebody has
    /// to set.
    func switches(_ triggers: [CompiledTrigger], _ applies: Expression) -> [Int] {
        var found: [Int] = []
        func look(_ expression: Expression) {
            switch expression {
            case .always, .never, .not: break
            case .and(let parts), .or(let parts): parts.forEach(look)
            case .condition(let number):
                switch conditions[number].derivation {
                case .state(let starts, _, _): found += starts.flatMap { $0.alternatives.map(\.pattern) }
                case .expression(let inner): look(inner)
                default: break
                }
            }
        }
        found = triggers.map(\.match.pattern)
        look(applies)
        var seen: Set<Int> = []
        return found.filter { seen.insert($0).inserted && patterns[$0].tests.contains(where: \.isSwitch) }
    }

    mutating func forecast(_ forecast: Forecast?) -> CompiledForecast? {
        forecast.map {
            CompiledForecast(match: match($0.match), notSupersededBy: $0.notSupersededBy.map { match($0) }, at: $0.at)
        }
    }

    mutating func requirement(_ requirement: Requirement) -> CompiledRequirement {
        switch requirement {
        case .event(let event): return CompiledRequirement(.event(self.event(event)), forEach: event.forEach)
        case .all(let parts, let forEach): return CompiledRequirement(.all(parts.map { self.requirement($0) }), forEach: forEach)
        case .any(let parts, let forEach):
            let compiled = parts.map { self.requirement($0) }
            // Where all branches run over the same set, the loop is outside: each member needs one of the branches.
            if forEach == nil, let shared = compiled.first?.forEach, compiled.allSatisfy({ $0.forEach == shared }) {
                return CompiledRequirement(.any(compiled.map { CompiledRequirement($0.kind, forEach: nil) }), forEach: shared)
            }
            return CompiledRequirement(.any(compiled), forEach: forEach)
        }
    }

    private mutating func event(_ event: RequiredEvent) -> CompiledEvent {
        let kindFields: Set<String> = ["meeting_type", "plan_type"]
        let kind = event.match.tests.filter { if case .data(let name) = $0.field { kindFields.contains(name) } else { false } }
        return CompiledEvent(
            event, match: match(event.match), kindPattern: pattern(event.match, only: kind), before: anchor(event.before),
            onOrBefore: anchor(event.onOrBefore), after: anchor(event.after), since: event.since.map { match($0) },
            notSupersededBy: event.notSupersededBy.map { match($0) }, notBefore: event.notBefore.map { moment($0.moment) },
            isStanding: Standing.types.contains(event.match.type),
            mayAnswerSeveral: Standing.answersSeveral.contains(event.match.type),
            isPermission: Standing.permissions.contains(event.match.type),
            distinctFrom: event.distinctFrom.flatMap { clauseNumbers[$0] })
    }

    private mutating func anchor(_ anchor: Anchor?) -> CompiledAnchor? {
        switch anchor {
        case .trigger: .trigger
        case .moment(let moment): .moment(self.moment(moment))
        case nil: nil
        }
    }
}

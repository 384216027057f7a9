package import Standards

/// A clause with one thing about its rule changed: some example must notice.
package struct Mutant: Sendable {
    /// What was changed, as the allow list names it.
    package let change: String
    package let clause: Clause
    /// The test that was left out, where that is the change.
    package var leftOut: LeftOut?

    /// A test that a mutant leaves out.
    package struct LeftOut: Sendable {
        package let type: String
        package let test: FieldTest
        /// Whether it is asked of the triggering event itself.
        package let isOfTrigger: Bool
    }

    /// Every change of one thing: the limit a unit shorter or longer, a test or a filter left out, a state of
    /// `applies_when` left out or turned round, an order, a link or a count left out or changed by one.
    package static func all(of clause: Clause) -> [Mutant] {
        limits(clause) + states(clause) + triggers(clause) + requirements(clause)
    }

    private static func limits(_ clause: Clause) -> [Mutant] {
        guard let limit = clause.limit else { return [] }
        let spans: [Span]
        if limit.span.unit == .sameDay {
            spans = [Span(1, .days)]
        } else {
            spans = [Span(limit.span.value + 1, limit.span.unit), Span(limit.span.value - 1, limit.span.unit)].filter {
                $0.value > 0
            }
        }
        return spans.map { span in
            var mutant = clause
            mutant.limit = Limit(span, limit.direction)
            return Mutant(change: "limit \(span.value) \(span.unit.rawValue)", clause: mutant)
        }
    }

    // MARK: States

    private static func states(_ clause: Clause) -> [Mutant] {
        changed(clause.appliesWhen).map { change, expression in
            var mutant = clause
            mutant.appliesWhen = expression
            return Mutant(change: "applies_when: \(change)", clause: mutant)
        }
    }

    private static func changed(_ expression: StateExpression) -> [(String, StateExpression)] {
        switch expression {
        case .condition(let name): return [("not \(name)", .not(expression))]
        case .not(let inner): return [("without the not of \(inner)", inner)]
        case .and(let parts), .or(let parts):
            var found: [(String, StateExpression)] = []
            func joined(_ parts: [StateExpression]) -> StateExpression {
                if parts.count == 1, let only = parts.first { return only }
                if case .and = expression { return .and(parts) }
                return .or(parts)
            }
            for at in parts.indices {
                var rest = parts
                rest.remove(at: at)
                found.append(("without \(parts[at])", joined(rest)))
                for (change, part) in changed(parts[at]) {
                    var other = parts
                    other[at] = part
                    found.append((change, joined(other)))
                }
            }
            return found
        }
    }

    // MARK: Triggers

    private static func triggers(_ clause: Clause) -> [Mutant] {
        guard let trigger = clause.trigger else { return [] }
        var found: [Mutant] = []
        func add(_ change: String, _ alternatives: [Trigger.Alternative], _ leftOut: LeftOut? = nil) {
            var mutant = clause
            mutant.trigger = Trigger(alternatives)
            found.append(Mutant(change: "trigger: \(change)", clause: mutant, leftOut: leftOut))
        }
        for at in trigger.alternatives.indices {
            let one = trigger.alternatives[at]
            if trigger.alternatives.count > 1 {
                var rest = trigger.alternatives
                rest.remove(at: at)
                add("without \(one.match.type) [\(at)]", rest)
            }
            for (change, match, test) in fewer(one.match) {
                var all = trigger.alternatives
                all[at].match = match
                add("[\(at)] \(change)", all, LeftOut(type: match.type, test: test, isOfTrigger: false))
            }
            if one.notDuring != nil {
                var all = trigger.alternatives
                all[at].notDuring = nil
                add("[\(at)] without not_during", all)
            }
            if let nth = one.nth {
                for (change, value) in [("without nth", nil), ("nth \(nth + 1)", nth + 1)] as [(String, Int?)] {
                    var all = trigger.alternatives
                    all[at].nth = value
                    add("[\(at)] \(change)", all)
                }
            }
        }
        return found
    }

    private static func fewer(_ match: EventMatch) -> [(String, EventMatch, FieldTest)] {
        match.tests.indices.flatMap { at in
            var other = match
            let test = other.tests.remove(at: at)
            return [("without \(test.field)", other, test)] + fewerBases(match, at)
        }
    }

    /// A pattern with less asked of what its event rests on.
    private static func fewerBases(_ match: EventMatch, _ at: Int) -> [(String, EventMatch, FieldTest)] {
        guard case .refersTo(let bases) = match.tests[at].test else { return [] }
        return bases.indices.flatMap { place in
            fewer(bases[place]).map { change, basis, test in
                var (other, all) = (match, bases)
                all[place] = basis
                other.tests[at].test = .refersTo(all)
                return ("\(match.tests[at].field) [\(place)] \(change)", other, match.tests[at])
            }
        }
    }

    // MARK: Answers

    private static func requirements(_ clause: Clause) -> [Mutant] {
        guard let requirement = clause.satisfiedBy else { return [] }
        return changed(requirement, "").map { change, other, leftOut in
            var mutant = clause
            mutant.satisfiedBy = other
            return Mutant(change: "satisfied_by: \(change)", clause: mutant, leftOut: leftOut)
        }
    }

    private static func changed(_ requirement: Requirement, _ path: String) -> [(String, Requirement, LeftOut?)] {
        var found: [(String, Requirement, LeftOut?)] = []
        switch requirement {
        case .event(let event): found = changed(event).map { (path + $0, .event($1), $2) }
        case .any(let parts, let forEach), .all(let parts, let forEach):
            var isAny = false
            if case .any = requirement { isAny = true }
            func joined(_ parts: [Requirement], _ forEach: ForEach?) -> Requirement {
                isAny ? .any(parts, forEach: forEach) : .all(parts, forEach: forEach)
            }
            if forEach != nil { found.append((path + "without for_each", joined(parts, nil), nil)) }
            for at in parts.indices {
                var rest = parts
                rest.remove(at: at)
                found.append((path + "without [\(at)]", joined(rest, forEach), nil))
                for (change, part, leftOut) in changed(parts[at], path + "[\(at)] ") {
                    var other = parts
                    other[at] = part
                    found.append((change, joined(other, forEach), leftOut))
                }
            }
        }
        return found
    }

    private static func changed(_ event: RequiredEvent) -> [(String, RequiredEvent, LeftOut?)] {
        var found: [(String, RequiredEvent, LeftOut?)] = []
        func with(_ change: String, _ leftOut: LeftOut? = nil, _ edit: (inout RequiredEvent) -> Void) {
            var other = event
            edit(&other)
            found.append((change, other, leftOut))
        }
        for (change, match, test) in fewer(event.match) {
            with(change, LeftOut(type: match.type, test: test, isOfTrigger: event.link == .itself)) { $0.match = match }
        }
        if event.link != nil { with("without link") { $0.link = nil } }
        if event.before != nil { with("without before") { $0.before = nil } }
        if case .moment(var moment)? = event.before, moment.bySameWorker {
            moment.bySameWorker = false
            with("before without same_worker") { $0.before = .moment(moment) }
        }
        if event.onOrBefore != nil { with("without on_or_before") { $0.onOrBefore = nil } }
        if event.after != nil { with("without after") { $0.after = nil } }
        if !event.since.isEmpty { with("without since") { $0.since = [] } }
        if let nth = event.nth {
            with("without nth") { $0.nth = nil }
            with("nth \(nth + 1)") { $0.nth = nth + 1 }
        }
        if let count = event.minCount {
            with("min_count \(count + 1)") { $0.minCount = count + 1 }
            if count > 1 { with("min_count \(count - 1)") { $0.minCount = count - 1 } }
        }
        if event.forEach != nil { with("without for_each") { $0.forEach = nil } }
        if event.measuredAt != .time { with("without measured_at") { $0.measuredAt = .time } }
        if event.bySameWorker { with("without same_worker") { $0.bySameWorker = false } }
        if event.onTriggerDay { with("without same_day") { $0.onTriggerDay = false } }
        if let gap = event.notBefore {
            with("without not_before") { $0.notBefore = nil }
            for value in [gap.span.value - 1, gap.span.value + 1] {
                with("not_before \(value)") { $0.notBefore = MinimumGap(Span(value, gap.span.unit), after: gap.moment) }
            }
        }
        if !event.notSupersededBy.isEmpty { with("without not_superseded_by") { $0.notSupersededBy = [] } }
        if event.distinctFrom != nil { with("without distinct_from") { $0.distinctFrom = nil } }
        if event.isAbsent { with("without absent") { $0.isAbsent = false } }
        return found
    }
}

internal import YAML

extension PackReader {
    /// `{value: 6, unit: weeks}`.
    mutating func span(_ node: YAMLNode, _ what: String) -> Span? {
        guard let members = members(node, what, required: ["value", "unit"]) else { return nil }
        return span(members, what)
    }

    /// A length of time whose value and unit stand among `members`.
    ///
    /// - Parameter mayBeZero: for the start of a phase.
    mutating func span(_ members: Members, _ what: String, mayBeZero: Bool = false) -> Span? {
        guard let valueNode = members["value"], let unitNode = members["unit"], let value = integer(valueNode, "\"value\""),
            let unit: Span.Unit = word(unitNode, "unit")
        else { return nil }
        if unit == .sameDay {
            guard value != 0 else { return Span(0, unit) }
            fault(valueNode.mark, "The same day has the value 0.")
            return nil
        }
        guard value >= 1 || (mayBeZero && value == 0) else {
            fault(
                valueNode.mark,
                "\(sentence(what)) of \(value) \(unit.rawValue) can never be kept. Give at least 1; for the same day write unit: same_day."
            )
            return nil
        }
        if let most = unit.most, value > most {
            fault(
                valueNode.mark,
                "\(value) \(unit.rawValue) is longer than anybody stays a child (at most \(most)). Is the unit right?")
            return nil
        }
        return Span(value, unit)
    }

    /// `{value: 24, unit: hours, direction: after}`.
    mutating func limit(_ node: YAMLNode) -> Limit? {
        guard let members = members(node, "a limit", required: ["value", "unit"], optional: ["direction"]),
            let span = span(members, "a limit")
        else { return nil }
        guard let node = members["direction"] else { return Limit(span) }
        guard let direction: Limit.Direction = word(node, "direction") else { return nil }
        if direction == .before, span.unit == .sameDay || span.unit == .schoolTerms {
            fault(node.mark, "Nothing can be counted back in \(span.unit.rawValue).")
        }
        return Limit(span, direction)
    }

    /// `{parameter: …}`, `{plan_field: …}` or `{trigger_field: …}`.
    mutating func limitSource(_ node: YAMLNode, scope: PatternScope) -> LimitSource? {
        let names = ["parameter", "plan_field", "trigger_field"]
        guard let members = members(node, "\"limit_from\"", optional: names) else { return nil }
        let given = names.filter { members[$0] != nil }
        guard given.count == 1, let value = members[given[0]] else {
            fault(node.mark, "\"limit_from\" names one of: \(names.joined(separator: ", ")).")
            return nil
        }
        switch given[0] {
        case "parameter":
            return parameter(value, kinds: [.limit, .limitSequence, .limitTable]).map { .parameter($0) }
        case "plan_field":
            guard let path = field(value, of: "plan.agreed", "a field of a plan") else { return nil }
            return .planField(path.description)
        default:
            guard let types = scope.triggerTypes, let first = types.first else {
                fault(value.mark, "The clause has no trigger to carry a date.")
                return nil
            }
            guard let path = field(value, of: first, "a field of the trigger") else { return nil }
            if let shape = context.events[first], let kind = kind(of: path, in: shape), kind != .date, kind != .instant {
                fault(value.mark, "\(path) of \(first) is \(kind.words), not a date.")
            }
            return .triggerField(path)
        }
    }

    /// The appointment from which a limit is counted back until the meeting is held.
    mutating func forecast(_ node: YAMLNode, scope: PatternScope) -> Forecast? {
        guard
            let members = members(
                node, "\"forecast_from\"", required: ["type", "at"], optional: ["where", "not_superseded_by"]),
            let match = match(members, "\"forecast_from\"", scope: scope), let at = members["at"],
            let field = field(at, of: match.type, "the field that says when")
        else { return nil }
        guard let node = members["not_superseded_by"] else { return Forecast(match, at: field) }
        return self.match(node, "\"not_superseded_by\"", scope: scope).map { Forecast(match, notSupersededBy: $0, at: field) }
    }
}

extension Span.Unit {
    /// The longest limit in this unit: about 25 years, the age to which the law knows young people. Nil where no most is needed.
    fileprivate var most: Int? {
        switch self {
        case .hours: 24 * 366 * 25
        case .days, .workingDays: 366 * 25
        case .weeks: 53 * 25
        case .months: 12 * 25
        case .years: 25
        case .schoolTerms: 6 * 25
        case .sameDay: nil
        }
    }
}

internal import YAML

/// Conditions that count time: phases and ages.
extension PackReader {
    mutating func phase(_ node: YAMLNode) -> Phase? {
        guard let members = members(node, "\"derived\"", required: ["since", "from"], optional: ["to"]),
            let since = members["since"].flatMap({ moment($0, "\"since\"", scope: PatternScope()) }),
            let fromNode = members["from"],
            let fromMembers = self.members(fromNode, "\"from\"", required: ["value", "unit"]),
            let from = span(fromMembers, "\"from\"", mayBeZero: true)
        else { return nil }
        guard let to = members["to"] else { return Phase(since: since, from: from, to: nil) }
        if to["parameter"] != nil {
            guard let name = parameterName(to, kinds: [.duration]) else { return nil }
            return Phase(since: since, from: from, to: .parameter(name))
        }
        guard let end = span(to, "\"to\"") else { return nil }
        if end.value <= from.value, end.unit == from.unit {
            fault(to.mark, "The phase ends before it begins.")
            return nil
        }
        return Phase(since: since, from: from, to: .span(end))
    }

    mutating func ageBand(_ node: YAMLNode) -> AgeBand? {
        guard let members = members(node, "\"derived\"", required: ["age", "source"]), let age = members["age"],
            let bounds = self.members(age, "\"age\"", required: ["from"], optional: ["to"]),
            let from = bounds["from"].flatMap({ ageBound($0) }), let source = members["source"],
            let parts = self.members(source, "\"source\"", required: ["type", "field"], optional: ["where"]),
            let match = match(parts, "\"source\"", scope: PatternScope()), let fieldNode = parts["field"],
            let field = field(fieldNode, of: match.type, "the field of the date of birth")
        else { return nil }
        var to: AgeBand.Bound?
        if let node = bounds["to"] {
            guard let bound = ageBound(node) else { return nil }
            if case .years(let first) = from, case .years(let last) = bound, last <= first {
                fault(node.mark, "Nobody is from \(first) and under \(last).")
                return nil
            }
            to = bound
        }
        return AgeBand(from: from, to: to, source: match, field: field)
    }

    private mutating func ageBound(_ node: YAMLNode) -> AgeBand.Bound? {
        if node.members != nil { return parameterName(node, kinds: [.age]).map { .parameter($0) } }
        guard let years = integer(node, "an age") else { return nil }
        if years >= 0 { return .years(years) }
        fault(node.mark, "An age is 0 or more.")
        return nil
    }

    /// `{parameter: name}`.
    private mutating func parameterName(_ node: YAMLNode, kinds: Set<ParameterDefinition.Kind>) -> String? {
        guard let members = members(node, "a bound", required: ["parameter"]), let name = members["parameter"] else { return nil }
        return parameter(name, kinds: kinds)
    }
}

internal import YAML

/// Whether a test suits what its field holds.
extension PackReader {
    /// What the items of a list hold.
    mutating func itemKind(_ member: YAMLMember, _ path: FieldPath, _ kind: FieldKind) -> FieldKind? {
        if case .list(let items) = kind { return items }
        fault(member.mark, "\(path) is \(kind.words), not a list: \"\(member.name)\" tells nothing. Use \"in\" or a plain value.")
        return nil
    }

    /// The parts of a list's items.
    mutating func parts(_ member: YAMLMember, _ path: FieldPath, _ kind: FieldKind) -> [String: FieldKind]? {
        if kind.isList, let parts = kind.parts { return parts }
        fault(member.mark, "\(path) is \(kind.words), not a list of objects: \"\(member.name)\" tells nothing.")
        return nil
    }

    mutating func isTime(_ member: YAMLMember, _ path: FieldPath, _ kind: FieldKind) -> Bool {
        if kind == .date || kind == .instant { return true }
        fault(member.mark, "\(path) is \(kind.words), not a date: \"\(member.name)\" tells nothing.")
        return false
    }

    /// Whether a plain value can equal a field of this kind.
    mutating func mayEqual(_ path: FieldPath, _ kind: FieldKind, _ node: YAMLNode) -> Bool {
        switch kind {
        case .list:
            fault(node.mark, "\(path) is a list. Use \"{contains: …}\".")
        case .object:
            fault(node.mark, "\(path) is an object. Test whether it is there with \"{present: true}\".")
        default: return true
        }
        return false
    }

    mutating func operand(_ node: YAMLNode, _ path: FieldPath, _ kind: FieldKind, scope: PatternScope) -> Operand? {
        guard case .text(let text) = node.scalar else { return scalar(node, path, kind).map { .value($0) } }
        switch text {
        case "$each":
            if !scope.hasEach { fault(node.mark, "There is no \"for_each\" here for \"$each\" to come from.") }
            return .each
        case "$worker": return .worker
        case "$team": return .team
        default: break
        }
        if text.hasPrefix("$") {
            fault(node.mark, "\"\(text)\" is nothing a pattern knows. There is: $each, $worker, $team, trigger.FIELD.")
            return nil
        }
        guard text.hasPrefix("trigger.") else { return scalar(node, path, kind).map { .value($0) } }
        guard let types = scope.triggerTypes else {
            fault(node.mark, "There is no trigger here for \"\(text)\" to come from.")
            return nil
        }
        let field = FieldPath(String(text.dropFirst("trigger.".count)))
        for type in types {
            guard let shape = context.events[type], self.kind(of: field, in: shape) == nil else { continue }
            fault(node.mark, "\(type), which triggers the clause, has no field \"\(field)\".")
            return nil
        }
        return .trigger(field)
    }

    /// A plain value that a field of this kind can have.
    mutating func scalar(_ node: YAMLNode, _ path: FieldPath, _ kind: FieldKind) -> Scalar? {
        guard let scalar = node.scalar else {
            fault(node.mark, "A plain value is expected here, for \(path).")
            return nil
        }
        switch (scalar, kind) {
        case (.text(let text), .text(let values)):
            if values.isEmpty || values.contains(text) { return .text(text) }
            fault(
                node.mark,
                "\(path) is never \"\(text)\"." + suggestion(text, among: values, orElse: list(values)))
            return nil
        case (.text(let text), .person): return .text(text)
        case (.boolean(let value), .boolean): return .boolean(value)
        case (.integer(let value), .number): return .integer(value)
        default:
            fault(node.mark, "\(path) is \(kind.words), so it is never this.")
            return nil
        }
    }

    mutating func scalars(_ node: YAMLNode, _ path: FieldPath, _ kind: FieldKind) -> [Scalar]? {
        guard let items = items(node, "what \(path) is compared with") else { return nil }
        guard !kind.isList else {
            fault(node.mark, "\(path) is a list. Use \"contains_any\" or \"contains_all\".")
            return nil
        }
        guard let read = all(items, { reader, item in reader.scalar(item, path, kind) }) else { return nil }
        var seen: Set<Scalar> = []
        for (item, value) in zip(items, read) where !seen.insert(value).inserted {
            fault(item.mark, "This stands in the list twice. Take one out.")
        }
        return read
    }

    /// The name of a parameter of one of these kinds.
    mutating func parameter(_ node: YAMLNode, kinds: Set<ParameterDefinition.Kind>) -> String? {
        guard let name = text(node, "a parameter") else { return nil }
        guard let definition = context.parameters[name] else {
            fault(
                node.mark,
                "\"\(name)\" is no parameter."
                    + suggestion(name, among: context.parameters.keys, orElse: " standards/parameters.yaml lists them."))
            return nil
        }
        if kinds.contains(definition.kind) { return name }
        let wanted = kinds.map(\.rawValue).sorted().joined(separator: " or ")
        fault(node.mark, "The parameter \(name) is a \(definition.kind.rawValue); here a \(wanted) is needed.")
        return nil
    }
}

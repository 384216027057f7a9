internal import YAML

extension PackReader {
    /// What one field must say: a value, or operators as `{in: […]}`. Several operators must all hold.
    mutating func fieldTests(_ path: FieldPath, _ kind: FieldKind, _ node: YAMLNode, scope: PatternScope) -> [FieldTest]? {
        guard let members = node.members else {
            guard let operand = operand(node, path, kind, scope: scope) else { return nil }
            if !mayEqual(path, kind, node) { return nil }
            return [FieldTest(path, .equals(operand))]
        }
        guard !members.isEmpty else {
            fault(node.mark, "Say what \(path) must be, as \"{present: true}\".")
            return nil
        }
        var tests: [FieldTest] = []
        for member in members {
            guard let test = test(member, path, kind, scope: scope) else { continue }
            tests.append(FieldTest(path, test))
        }
        return tests.count == members.count ? tests : nil
    }

    static let operators = [
        "present", "in", "not_in", "not", "present_and_not", "contains", "contains_all", "contains_any", "each_has",
        "has_items", "refers_to", "not_older_than", "in_parameter", "not_after", "after", "differs_from_previous",
    ]

    private mutating func test(_ member: YAMLMember, _ path: FieldPath, _ kind: FieldKind, scope: PatternScope) -> Test? {
        let node = member.value
        switch member.name {
        case "present": return boolean(node, "\"present\"").map { .present($0) }
        case "in": return scalars(node, path, kind).map { .isOneOf($0) }
        case "not_in": return scalars(node, path, kind).map { .isNoneOf($0) }
        case "not": return scalar(node, path, kind).map { .differs($0) }
        case "present_and_not": return scalar(node, path, kind).map { .presentAndDiffers($0) }
        case "contains":
            guard let items = itemKind(member, path, kind) else { return nil }
            return operand(node, path, items, scope: scope).map { .contains($0) }
        case "contains_all", "contains_any":
            guard let items = itemKind(member, path, kind), let values = scalars(node, path, items) else { return nil }
            return member.name == "contains_all" ? .containsAll(values) : .containsAny(values)
        case "each_has": return parts(member, path, kind).flatMap { names(node, of: path, among: $0) }.map { .eachHas($0) }
        case "has_items":
            guard let parts = parts(member, path, kind), let items = items(node, "\"has_items\"") else { return nil }
            return all(items) { reader, item in reader.itemTests(item, path, parts, scope: scope) }.map { .hasItems($0) }
        case "refers_to":
            guard let items = items(node, "\"refers_to\"") else { return nil }
            return all(items) { reader, item in reader.basis(item, scope: scope) }.map { .refersTo($0) }
        case "not_older_than":
            guard isTime(member, path, kind), let members = members(node, "\"not_older_than\"", required: ["parameter"]),
                let name = members["parameter"], let parameter = parameter(name, kinds: [.duration])
            else { return nil }
            return .notOlderThan(parameter: parameter)
        case "in_parameter":
            return parameter(node, kinds: [.roleList, .planTypes, .clauseList]).map { .isInParameter($0) }
        case "not_after":
            guard isTime(member, path, kind), isWord(node, "trigger.time + limit", "not_after") else { return nil }
            if !scope.hasLimit { fault(node.mark, "There is no limit in this clause for \"not_after\" to use.") }
            return .notAfterDue
        case "after":
            guard isTime(member, path, kind), isWord(node, "now", "after") else { return nil }
            return .afterNow
        case "differs_from_previous": return flag(node, "\"differs_from_previous\"") ? .differsFromPrevious : nil
        default:
            fault(
                member.mark,
                "\"\(member.name)\" is no operator."
                    + suggestion(member.name, among: Self.operators, orElse: list(Self.operators)))
            return nil
        }
    }

    /// `{part: test, …}` of an item of a list.
    private mutating func itemTests(
        _ node: YAMLNode, _ path: FieldPath, _ parts: [String: FieldKind], scope: PatternScope
    ) -> [FieldTest]? {
        guard let members = node.members, !members.isEmpty else {
            fault(node.mark, "An item of \"has_items\" names parts and what they must say, as \"{role: child, attended: true}\".")
            return nil
        }
        var tests: [FieldTest] = []
        var isWhole = true
        for member in members {
            guard let kind = parts[member.name] else {
                isWhole = false
                fault(
                    member.mark,
                    "The items of \(path) have no \"\(member.name)\"."
                        + suggestion(member.name, among: parts.keys, orElse: list(parts.keys.sorted())))
                continue
            }
            if let read = fieldTests(.data(member.name), kind, member.value, scope: scope) {
                tests += read
            } else {
                isWhole = false
            }
        }
        return isWhole ? tests : nil
    }

    /// What `based_on` is to name: a type of event, or a pattern.
    private mutating func basis(_ node: YAMLNode, scope: PatternScope) -> EventMatch? {
        node.members == nil ? eventType(node).map { EventMatch(type: $0) } : match(node, "\"refers_to\"", scope: scope)
    }

    /// Names of parts of a list's items.
    private mutating func names(_ node: YAMLNode, of path: FieldPath, among parts: [String: FieldKind]) -> [String]? {
        guard let items = items(node, "\"each_has\"") else { return nil }
        return all(items) { reader, item in
            guard let name = reader.text(item, "the name of a part") else { return nil }
            if parts[name] != nil { return name }
            reader.fault(
                item.mark,
                "The items of \(path) have no \"\(name)\"."
                    + suggestion(name, among: parts.keys, orElse: list(parts.keys.sorted())))
            return nil
        }
    }

    private mutating func isWord(_ node: YAMLNode, _ word: String, _ name: String) -> Bool {
        if node.scalar == .text(word) { return true }
        fault(node.mark, "\"\(name)\" can only be \"\(word)\".")
        return false
    }
}

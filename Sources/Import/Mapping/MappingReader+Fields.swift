import Events
import YAML

extension MappingReader {
    mutating func fields(_ node: YAMLNode) -> [RowMapping.FieldRule] {
        guard let members = node.members else {
            fault(node, "Fields were expected here, by their names.")
            return []
        }
        return members.compactMap { member in
            guard let (value, isNeeded) = value(member.value) else { return nil }
            return RowMapping.FieldRule(name: member.name, value: value, isNeeded: isNeeded)
        }
    }

    /// Where a value comes from: `value`, `column`, `text`, `list`, `object` or `event`.
    private mutating func value(_ node: YAMLNode) -> (RowMapping.ValueRule, isNeeded: Bool)? {
        let parts = members(
            node, "a field's value",
            ["value", "column", "values", "as", "separator", "text", "list", "object", "event", "needed"])
        let isNeeded = parts["needed"].flatMap { flag($0) } ?? false
        let kinds = ["value", "column", "text", "list", "object", "event"].filter { parts[$0] != nil }
        guard kinds.count == 1, let kind = kinds.first, let part = parts[kind] else {
            if node.members != nil { fault(node, "A field's value is one of value, column, text, list, object and event.") }
            return nil
        }
        switch kind {
        case "value": return Self.constant(part).map { (.constant($0), isNeeded) }
        case "column": return cell(part, parts).map { ($0, isNeeded) }
        case "text": return template(part).map { (.text($0), isNeeded) }
        case "list": return (.list(items(part, "list").compactMap { value($0)?.0 }), isNeeded)
        case "object": return (.object(fields(part)), isNeeded)
        default: return text(part).map { (.event($0), isNeeded) }
        }
    }

    private mutating func cell(_ node: YAMLNode, _ parts: [String: YAMLNode]) -> RowMapping.ValueRule? {
        guard let column = column(node) else { return nil }
        var table: String?
        if let named = parts["values"] {
            table = text(named)
            if let table, values[table] == nil {
                fault(named, "There is no table \(table) under values.")
            }
        }
        if let separator = parts["separator"] {
            guard let text = text(separator), let character = text.first, text.count == 1 else {
                fault(separator, "separator is one character.")
                return nil
            }
            return .parts(column, separator: character, values: table)
        }
        var kind = RowMapping.Kind.text
        if let named = parts["as"] {
            guard let known = text(named).flatMap(RowMapping.Kind.init) else {
                fault(named, "as is text, date, time, boolean or number.")
                return nil
            }
            kind = known
        }
        return .cell(column, values: table, kind: kind)
    }

    /// A column by its name, `{column: NAME, precision: day}`, or `{file: true}` for the day on which the file was made.
    mutating func time(_ node: YAMLNode) -> RowMapping.TimeRule? {
        if node.scalar != nil { return column(node).map { RowMapping.TimeRule(column: $0) } }
        let parts = members(node, "a time", ["column", "precision", "file"])
        if let file = parts["file"] {
            return flag(file) == true ? RowMapping.TimeRule(column: nil) : nil
        }
        guard let named = parts["column"], let number = column(named) else {
            if parts["column"] == nil { fault(node, "A time comes from a column, or from the file.") }
            return nil
        }
        var rule = RowMapping.TimeRule(column: number)
        if let precision = parts["precision"] {
            rule.precision = text(precision).flatMap(RowMapping.TimeRule.Precision.init)
            if rule.precision == nil { fault(precision, "precision is day, instant, month or year.") }
        }
        return rule
    }

    /// What must hold of columns, all of it; `any` holds alternatives.
    mutating func condition(_ node: YAMLNode) -> Condition {
        guard let members = node.members else {
            fault(node, "A condition names columns and what must hold of them.")
            return .all([])
        }
        var conditions: [Condition] = []
        for member in members {
            if member.name == "any" {
                conditions.append(.any(items(member.value, "any").map { condition($0) }))
            } else if let column = column(YAMLNode(.scalar(.text(member.name)), member.mark)) {
                conditions.append(test(column, member.value))
            }
        }
        return .all(conditions)
    }

    private mutating func test(_ column: Int, _ node: YAMLNode) -> Condition {
        if let items = node.items { return .isOneOf(column, items.compactMap { text($0) }) }
        if node.members != nil {
            let parts = members(node, "a test", ["not"])
            return parts["not"].map { .not(test(column, $0)) } ?? .all([])
        }
        switch text(node) {
        case "present": return .present(column)
        case "absent": return .absent(column)
        case let value?: return .isOneOf(column, [value])
        case nil: return .all([])
        }
    }
}

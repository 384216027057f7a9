package import JSON
package import Standards

/// Shows of a mutant that no record can tell it from the rule it was made of: a proof instead of a reason that somebody
/// wrote down.
package struct Equivalence {
    /// By type of event: its JSON Schema, which the ledger checks every event against.
    private let schemas: [String: JSONValue]

    package init(schemas: [String: JSONValue]) { self.schemas = schemas }

    /// Whether leaving the test out changes nothing: the schema lets in no event that fails it, or the event has passed the
    /// same test as the trigger.
    package func isShown(of mutant: Mutant, from clause: Clause) -> Bool {
        guard let leftOut = mutant.leftOut else { return false }
        return schemaAsks(leftOut) || leftOut.isOfTrigger && triggerAsks(leftOut, clause)
    }

    private func triggerAsks(_ leftOut: Mutant.LeftOut, _ clause: Clause) -> Bool {
        let alternatives = (clause.trigger?.alternatives ?? []).filter { $0.match.type == leftOut.type }
        return !alternatives.isEmpty && alternatives.allSatisfy { $0.match.tests.contains(leftOut.test) }
    }

    private func schemaAsks(_ leftOut: Mutant.LeftOut) -> Bool {
        guard case .data(let name) = leftOut.test.field, let schema = schemas[leftOut.type],
            schema["required"]?.elements.contains(where: { $0.says(name) }) == true, let field = schema["properties"]?[name]
        else { return false }
        switch leftOut.test.test {
        case .present(true): return Self.isNeverEmpty(field)
        case .equals(.value(let value)): return Self.values(field).map { $0.allSatisfy { .text($0) == value } } ?? false
        case .isOneOf(let values): return Self.values(field).map { $0.allSatisfy { values.contains(.text($0)) } } ?? false
        default: return false
        }
    }

    /// The only texts that a field can hold; nil where it may hold others.
    private static func values(_ field: JSONValue) -> [String]? {
        let values = field["enum"]?.elements.compactMap(\.string) ?? []
        return values.isEmpty ? nil : values
    }

    /// Whether what the field holds always counts as something: an empty text or list would not.
    private static func isNeverEmpty(_ field: JSONValue) -> Bool {
        if let values = values(field) { return !values.contains("") }
        func least(_ name: String) -> Int64 { field[name]?.integer ?? 0 }
        if field["type"]?.kind == .array { return least("minLength") > 0 }
        switch field["type"]?.string {
        case "string":
            return least("minLength") > 0 || field["format"]?.string == "date" || field["format"]?.string == "date-time"
        case "array": return least("minItems") > 0
        case "boolean", "number", "integer", "object": return true
        default: return false
        }
    }
}

import JSON

/// Reading the values that keywords take.
extension Compiler {
    /// Required members of one object at most: a bit each in a 64-bit word.
    private static let requiredMost = 64

    func text(_ value: JSONValue, at pointer: String) throws(SchemaError) -> String {
        guard let text = value.string else { throw refusal(pointer, "this is a text") }
        return text
    }

    func count(_ value: JSONValue, at pointer: String) throws(SchemaError) -> Int {
        guard let count = value.integer, count >= 0, count <= UInt32.max else {
            throw refusal(pointer, "this is a whole number, 0 or more")
        }
        return Int(count)
    }

    func number(_ value: JSONValue, at pointer: String) throws(SchemaError) -> Decimal {
        guard value.kind == .number else { throw refusal(pointer, "this is a number") }
        return Decimal(Array(value.text).span)
    }

    func list(_ value: JSONValue, at pointer: String, mayBeEmpty: Bool = false) throws(SchemaError) -> [JSONValue] {
        guard value.kind == .array, mayBeEmpty || value.count > 0 else {
            throw refusal(pointer, mayBeEmpty ? "this is a list" : "this is a list that is not empty")
        }
        return Array(value.elements)
    }

    /// The names in `required`.
    func names(_ value: JSONValue, at pointer: String) throws(SchemaError) -> [String] {
        var names: [String] = []
        for name in try list(value, at: pointer, mayBeEmpty: true) { names.append(try text(name, at: pointer)) }
        guard Set(names).count == names.count else { throw refusal(pointer, "a name stands here twice") }
        guard names.count <= Self.requiredMost else {
            throw refusal(pointer, "at most \(Self.requiredMost) members of one object can be required")
        }
        return names
    }

    func types(_ value: JSONValue, at pointer: String) throws(SchemaError) -> TypeSet {
        let names = value.kind == .string ? [value] : try list(value, at: pointer)
        var types: TypeSet = []
        for name in names {
            guard let known = TypeSet.named.first(where: { name.says($0.name) }) else {
                throw refusal(pointer, "a type is one of: \(TypeSet.named.map(\.name).joined(separator: ", "))")
            }
            guard types.insert(known.set).inserted else { throw refusal(pointer, "\"\(known.name)\" stands here twice") }
        }
        return types
    }

    func shown(_ value: JSONValue) -> String { String(decoding: value.text, as: UTF8.self) }
}

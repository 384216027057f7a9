public import JSON

extension Vocabulary: JSONWritable {
    /// Writes the schemas that are enforced: `event` for the envelope, `types` by the name of each.
    public func write(to writer: inout JSONWriter) { writer.object { writeMembers(to: &$0) } }

    /// Writes the same into an object that says more.
    public func writeMembers(to writer: inout JSONWriter) {
        writer.key("event")
        writer.raw(envelope.source.text)
        writer.key("types")
        writer.object { writer in
            for name in typeNames {
                guard let type = self[name] else { continue }
                writer.key(name)
                writer.raw(type.source.text)
            }
        }
    }

    /// Reads what ``write(to:)`` wrote.
    ///
    /// - Throws: at the first schema that is missing or cannot be enforced here.
    public init(_ schemas: JSONValue) throws(SchemaError) {
        guard let event = schemas["event"], let types = schemas["types"] else {
            throw SchemaError(file: "schemas", pointer: "", message: "there is no event, or no types")
        }
        var compiled: [String: CompiledSchema] = [:]
        for (key, schema) in types.members {
            let name = key.string ?? ""
            compiled[name] = try Self.type(name, schema, file: "\(name).json")
        }
        self.init(envelope: try CompiledSchema(event, file: "event.json"), types: compiled)
    }
}

import Events
import JSON

extension Vocabulary {
    /// Reads `directory`/event.json, every type in `directory`/events, and an authority's own types in `additional`.
    ///
    /// - Parameter additional: directories that hold a JSON Schema file for each type, named as the type: `x.y.json`.
    /// - Throws: at the first file that cannot be read or enforced, or that defines a known type anew.
    public static func load(directory: String, additional: [String] = []) throws(SchemaError) -> Vocabulary {
        let envelope = try CompiledSchema(try SchemaFiles.read("\(directory)/event.json", as: "event.json"), file: "event.json")
        var types: [String: CompiledSchema] = [:]
        try add("\(directory)/events", as: "events", to: &types)
        for directory in additional { try add(directory, as: directory, to: &types) }
        return Vocabulary(envelope: envelope, types: types)
    }

    private static func add(
        _ directory: String, as shown: String, to types: inout [String: CompiledSchema]
    ) throws(SchemaError) {
        for entry in try SchemaFiles.list(directory, as: shown) {
            let file = "\(shown)/\(entry)"
            let name = String(entry.dropLast(".json".count))
            guard isTypeName(name) else {
                throw SchemaError(
                    file: file, pointer: "",
                    message: "a file is named for its type in lower case with a dot, like visit.made.json")
            }
            guard types[name] == nil else {
                throw SchemaError(
                    file: file, pointer: "", message: "\(name) is defined already; give a type of your own another name")
            }
            types[name] = try type(name, try SchemaFiles.read("\(directory)/\(entry)", as: file), file: file)
        }
    }

    /// A type's schema, with what must hold of one beside the shape of its data.
    static func type(_ name: String, _ schema: JSONValue, file: String) throws(SchemaError) -> CompiledSchema {
        let type = try CompiledSchema(schema, file: file)
        if let id = type.id, !(id == name || id.hasSuffix(":" + name) || id.hasSuffix("/" + name)) {
            throw SchemaError(
                file: file, pointer: "/$id", message: "$id ends in the type's name, \(name), as the file's name does")
        }
        guard let kind = schema["type"], kind.says("object") else {
            throw SchemaError(file: file, pointer: "/type", message: "the data of an event is an object: \"type\": \"object\"")
        }
        if let subjects = type.annotation?["subjects"] {
            let known = Subject.Kind.allCases.map(\.rawValue)
            guard subjects.count > 0, subjects.elements.allSatisfy({ $0.string.map(known.contains) ?? false }) else {
                throw SchemaError(
                    file: file, pointer: "/x-daybook/subjects", message: "a list of some of: \(known.joined(separator: ", "))")
            }
        }
        return type
    }

    /// Words of lower-case letters, digits and underscores, with dots between them.
    private static func isTypeName(_ name: String) -> Bool {
        let words = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return words.count >= 2 && name.utf8.count <= 128
            && words.allSatisfy { word in
                !word.isEmpty
                    && word.allSatisfy {
                        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                            || $0 == UInt8(ascii: "_")
                    }
            }
    }
}

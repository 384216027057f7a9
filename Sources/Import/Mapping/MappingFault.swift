public import JSON
public import YAML

/// Something wrong in a mapping file, with its place and what to do.
public struct MappingFault: Error, Sendable, Hashable {
    public let mark: Mark
    public let message: String

    init(_ mark: Mark, _ message: String) {
        self.mark = mark
        self.message = message
    }
}

/// What a mapping file may name: the types of events and their fields, as published, and the authority's own.
public struct KnownTypes: Sendable {
    /// By the name of a type, the names of its fields, and those it must have.
    let fields: [String: (all: Set<String>, required: Set<String>)]
    /// What is wrong with data of a type.
    let faults: @Sendable (_ type: String, _ data: JSONValue) -> [Fault]

    /// - Parameter faults: what is wrong with data of a type, with pointers from the data's root; nothing where nobody checks.
    public init(
        _ fields: [String: (all: Set<String>, required: Set<String>)],
        faults: @escaping @Sendable (_ type: String, _ data: JSONValue) -> [Fault] = { _, _ in [] }
    ) {
        self.fields = fields
        self.faults = faults
    }
}

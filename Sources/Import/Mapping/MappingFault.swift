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

/// What a mapping file may name: the types of events and their fields, as published.
public struct KnownTypes: Sendable {
    /// By the name of a type, the names of its fields, and those it must have.
    let fields: [String: (all: Set<String>, required: Set<String>)]

    public init(_ fields: [String: (all: Set<String>, required: Set<String>)]) { self.fields = fields }
}

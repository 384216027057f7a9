/// Why a schema is not loaded, and where. Nothing is enforced half: a file that says anything this target does not
/// implement is refused whole.
public struct SchemaError: Error, Hashable, Sendable {
    /// The file as its reader named it, such as `events/decision.made.json`.
    public let file: String
    /// RFC 6901 JSON Pointer into the file; empty for the whole of it.
    public let pointer: String
    /// What is wrong, and what to do.
    public let message: String

    public init(file: String, pointer: String, message: String) {
        self.file = file
        self.pointer = pointer
        self.message = message
    }
}

extension SchemaError: CustomStringConvertible {
    /// `events/x.json#/properties/y: …`, or `events/x.json: …` for the whole file.
    public var description: String { "\(file)\(pointer.isEmpty ? "" : "#" + pointer): \(message)" }
}

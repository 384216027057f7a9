/// One thing wrong with a JSON value: where, and a sentence that says what would be right.
public struct Fault: Error, Hashable, Sendable {
    /// RFC 6901 JSON Pointer into the value; empty for the whole of it.
    public let pointer: String
    public let message: String

    public init(_ pointer: String, _ message: String) {
        self.pointer = pointer
        self.message = message
    }

    /// `name` as one step of a JSON Pointer.
    public static func step(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return "/" + name }
        return name.reduce(into: "/") { $0 += $1 == "~" ? "~0" : $1 == "/" ? "~1" : String($1) }
    }
}

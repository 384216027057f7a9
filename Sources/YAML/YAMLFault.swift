/// What is wrong with a text, where, and what to do about it.
public struct YAMLFault: Error, Hashable, Sendable {
    public var mark: Mark
    /// One or two sentences.
    public var message: String

    public init(_ mark: Mark, _ message: String) {
        self.mark = mark
        self.message = message
    }
}

extension YAMLFault: CustomStringConvertible {
    public var description: String { "\(mark): \(message)" }
}

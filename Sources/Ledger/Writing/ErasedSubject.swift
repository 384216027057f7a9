public import Events

/// A subject that is to be erased, if it still is what those who decided had before them.
public struct ErasedSubject: Sendable {
    public let subject: Subject
    /// How many events it has.
    public let version: UInt64

    public init(_ subject: Subject, version: UInt64) {
        self.subject = subject
        self.version = version
    }
}

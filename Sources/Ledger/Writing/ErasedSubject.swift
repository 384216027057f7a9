public import Events

/// A subject that is to be erased, if it still is what those who decided had before them.
public struct ErasedSubject: Sendable {
    public let subject: Subject
    /// How many events it has.
    public let version: UInt64

    /// What may have come since it was looked whether the subject may be erased; nil where nothing can say otherwise.
    public let doubt: Doubt?

    /// What would call the erasure in question, had it been there when it was looked.
    public struct Doubt: Sendable {
        /// The ledger's size at which it was looked.
        let since: UInt64
        let isRaised: @Sendable (Attributes) -> Bool

        /// - Parameters:
        ///   - since: the ledger's size at which it was looked.
        ///   - isRaised: whether an event behind that may say that the subject is to be kept.
        public init(since: UInt64, isRaised: @escaping @Sendable (Attributes) -> Bool) {
            self.since = since
            self.isRaised = isRaised
        }
    }

    public init(_ subject: Subject, version: UInt64, doubt: Doubt? = nil) {
        self.subject = subject
        self.version = version
        self.doubt = doubt
    }
}

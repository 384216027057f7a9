import Events

/// One stretch of something that lasts, of one child: from the first statement that it began to the first that it ended.
/// Later statements of the same beginning or end, by other sources or returns, are kept with it and counted once.
struct Stretch: Sendable {
    /// What lasts.
    enum Kind: Hashable, Sendable { case service, status, plan, placement }

    /// One thing of one child; `child` is empty where no child of the case is ever named.
    struct Key: Hashable, Sendable {
        var kind: Kind
        /// The service, status, plan type; for a placement whether it is a short break, which may run beside another.
        var name: String
        var child: String
    }

    let key: Key
    /// Statements that it began, in order of time.
    var starts: [Int]
    /// Statements that it ended, in order of time.
    var ends: [Int] = []

    var isOpen: Bool { ends.isEmpty }
}

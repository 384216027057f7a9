public import Events

/// One authority's practice standards as data: one version of its pack.
public struct Pack: Equatable, Sendable {
    /// The pack's name in commands and routes, as `knowsley`.
    public var id: String
    /// The authority and its document, as people call them.
    public var title: String
    /// The day from which clauses apply that give no day of their own.
    public var effectiveFrom: Day
    /// In the order of the file.
    public var clauses: [Clause]
    /// Conditions and occurrences that this pack adds to the shared vocabulary, or states in its own way.
    public var vocabulary: Vocabulary

    public init(
        id: String, title: String, effectiveFrom: Day, clauses: [Clause], vocabulary: Vocabulary = Vocabulary()
    ) {
        self.id = id
        self.title = title
        self.effectiveFrom = effectiveFrom
        self.clauses = clauses
        self.vocabulary = vocabulary
    }
}

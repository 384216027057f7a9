public import Events

/// One authority's practice standards as data: one version of its pack.
public struct Pack: Equatable, Sendable {
    /// The pack's name in commands and routes, as `knowsley`.
    public var id: String
    /// The authority and its document, as people call them.
    public var title: String
    /// What the pack states and where its text comes from; nil where it does not say.
    public var about: String?
    /// The day from which clauses apply that give no day of their own.
    public var effectiveFrom: Day
    /// The parts of the document, in its order.
    public var chapters: [Chapter]
    /// In the order of the file.
    public var clauses: [Clause]
    /// Conditions and occurrences that this pack adds to the shared vocabulary, or states in its own way.
    public var vocabulary: Vocabulary

    public init(
        id: String, title: String, about: String? = nil, effectiveFrom: Day, chapters: [Chapter] = [], clauses: [Clause],
        vocabulary: Vocabulary = Vocabulary()
    ) {
        self.id = id
        self.title = title
        self.about = about
        self.effectiveFrom = effectiveFrom
        self.chapters = chapters
        self.clauses = clauses
        self.vocabulary = vocabulary
    }
}

/// A part of the document that a pack states, and the ids of all its clauses: a clause cannot get lost unnoticed.
public struct Chapter: Equatable, Sendable {
    /// What the ids of its clauses begin with, as `KNO-C2`.
    public var id: String
    public var title: String
    public var clauses: [Clause.ID]

    public init(id: String, title: String, clauses: [Clause.ID]) {
        self.id = id
        self.title = title
        self.clauses = clauses
    }
}

/// What of a record a rule looks at: only such events can change its findings.
struct Reach: Sendable {
    /// Numbers of the patterns it asks for.
    var patterns: Set<Int> = []
    /// Types of event that it looks at whatever they say: what ends a fact that lasts, what makes a set.
    var types: Set<Int> = []
    /// The lengths of time by which it measures.
    var spans: Set<Span> = []

    mutating func formUnion(_ other: Reach) {
        patterns.formUnion(other.patterns)
        types.formUnion(other.types)
        spans.formUnion(other.spans)
    }

    func with(_ other: Reach) -> Reach {
        var both = self
        both.formUnion(other)
        return both
    }

    /// Whether it looks at an event of a type that matches some patterns.
    func holds(_ type: Int, matching fitting: Set<Int>) -> Bool { types.contains(type) || !patterns.isDisjoint(with: fitting) }
}

/// The reach of a clause, and what part of it does what. With that of the clauses it rests on.
struct Reaches: Sendable {
    /// All that it looks at.
    var all: Reach
    /// What says when it applies.
    var states: Reach
    /// What says whether, from when and until when something is asked: all but what only answers.
    var frame: Reach
    /// What an event's time is compared with: where each event is judged by itself, not the others like it.
    var beside: Reach

    /// Takes in what another clause looks at.
    ///
    /// - Parameter withAnswers: whether it matters by what that clause was met, not only when it applies.
    mutating func rest(on other: Reaches, withAnswers: Bool) {
        all.formUnion(other.all)
        if withAnswers { states.formUnion(other.all) }
        frame.formUnion(withAnswers ? other.all : other.frame)
        beside.formUnion(other.all)
    }
}

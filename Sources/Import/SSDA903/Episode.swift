import Events

/// An episode of care as one return states it: a time under one legal status in one placement.
struct Episode {
    let statement: Statement
    let start: Day
    let end: StatedDate
    /// Nil where the code is missing or unknown.
    let beginning: Codes.Beginning?

    var child: String { statement.child }

    /// Whether the return states no end. An end that cannot be read is an end.
    var isOpen: Bool { end == .none }

    var legalStatus: Codes.LegalStatus? { Codes.legalStatuses[statement["LS"]] }

    /// The id of the event that says that a placement began with it, where it does.
    var placementID: String?

    func isSame(as other: Episode) -> Bool { statement.place == other.statement.place }

    /// Order in time, then by content, so that it does not hang on the order of rows.
    static func precedes(_ a: Episode, _ b: Episode) -> Bool {
        a.start != b.start ? a.start < b.start : a.statement.content < b.statement.content
    }
}

/// The episodes of one child in one return, in order.
struct Timeline {
    let episodes: [Episode]

    init(_ episodes: [Episode]) { self.episodes = episodes.sorted(by: Episode.precedes) }

    /// The episode that begins on the day on which `episode` ends.
    func next(after episode: Episode) -> Episode? {
        guard let end = episode.end.day else { return nil }
        return episodes.first { $0.start == end && !$0.isSame(as: episode) && !Episode.precedes($0, episode) }
    }

    /// The episode that ends on the day on which `episode` begins.
    func previous(before episode: Episode) -> Episode? {
        episodes.last { $0.end.day == episode.start && !$0.isSame(as: episode) && Episode.precedes($0, episode) }
    }

    /// The episode with which the placement of `episode` began: itself, or the last one before it without a change of legal
    /// status alone. Nil where the return does not reach back so far.
    func placementStart(of episode: Episode) -> Episode? {
        var at = episode
        for _ in episodes {
            guard let beginning = at.beginning else { return nil }
            if beginning.changesPlacement { return at }
            guard let before = previous(before: at) else { return nil }
            at = before
        }
        return nil
    }
}

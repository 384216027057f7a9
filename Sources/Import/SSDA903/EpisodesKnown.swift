public import Events
public import JSON

/// How much of the looked-after children's episodes was known at the close of each return, worked out from the ledger's
/// own answers and nothing else.
public struct EpisodesKnown: Sendable, Hashable {
    /// The return's name as a source, such as `/ssda903/2017`.
    public let source: String
    /// When the return's statements count as written down.
    public let entered: Instant
    /// Different episodes (child and first day) stated by this return or one before it.
    public let episodes: Int
    /// Those of which the day of an end was stated by then.
    public let ended: Int

    /// Reads posted events as the ledger gives them back, in any order; events of other sources are passed over.
    ///
    /// - Returns: one for each return, oldest first.
    public static func after(_ events: some Sequence<JSONValue>) -> [EpisodesKnown] {
        var episodes: Set<EpisodeKey> = []
        var ends: Set<EpisodeKey> = []
        return ToldReturn.all(in: events).map { told in
            episodes.formUnion(told.episodes)
            ends.formUnion(told.ended)
            return EpisodesKnown(source: told.source, entered: told.entered, episodes: episodes.count, ended: ends.count)
        }
    }
}

/// An open episode that the last return to mention it left open, though later returns were read: nobody said what became
/// of it.
public struct ForgottenEpisode: Sendable, Hashable {
    /// The child's reference.
    public let child: String
    /// The first day of the episode.
    public let start: Day
    /// The last return that mentions it, such as `/ssda903/2017`.
    public let source: String

    /// Reads posted events as the ledger gives them back, in any order; events of other sources are passed over. A return
    /// counts as read where the event that says so (`table/episodes` on `service/ssda903`) is among them.
    ///
    /// - Returns: in order of return, child and day.
    public static func all(in events: some Sequence<JSONValue>) -> [ForgottenEpisode] {
        let returns = ToldReturn.all(in: events).filter(\.isRead)
        var last: [EpisodeKey: (index: Int, isOpen: Bool)] = [:]
        for (index, told) in returns.enumerated() {
            for episode in told.episodes { last[episode] = (index, !told.closed.contains(episode)) }
        }
        let forgotten = last.filter { $0.value.isOpen && $0.value.index < returns.count - 1 }
        let sorted = forgotten.sorted { a, b in
            if a.value.index != b.value.index { return a.value.index < b.value.index }
            return a.key.child != b.key.child ? a.key.child < b.key.child : a.key.start < b.key.start
        }
        return sorted.map { ForgottenEpisode(child: $0.key.child, start: $0.key.start, source: returns[$0.value.index].source) }
    }
}

private struct EpisodeKey: Hashable {
    let child: String
    let start: Day
}

/// What the events of one return say of episodes.
private struct ToldReturn {
    let source: String
    let entered: Instant
    /// Whether the table of episodes is on record as read.
    var isRead = false
    var episodes: Set<EpisodeKey> = []
    /// Those with the day of an end.
    var ended: Set<EpisodeKey> = []
    /// Those with anything for an end, be it unreadable.
    var closed: Set<EpisodeKey> = []

    /// Oldest first.
    static func all(in events: some Sequence<JSONValue>) -> [ToldReturn] {
        var returns: [String: ToldReturn] = [:]
        for event in events {
            guard let source = event["source"]?.string, source.hasPrefix("/ssda903/"),
                let id = event["id"]?.string.flatMap(StatementID.init),
                let entered = event["enteredtime"]?.string.flatMap(Instant.init)
            else { continue }
            returns[source, default: ToldReturn(source: source, entered: entered)].take(event, id.topic)
        }
        return returns.values.sorted { $0.entered != $1.entered ? $0.entered < $1.entered : $0.source < $1.source }
    }

    private mutating func take(_ event: JSONValue, _ topic: String) {
        if topic == ReturnTable.episodes.tableTopic { isRead = true }
        // episode/CHILD/YYYY-MM-DD/PART, followed by /ahead where the day is still to come.
        let parts = topic.split(separator: "/")
        guard (4...5).contains(parts.count), parts[0] == "episode", let start = Day(String(parts[2])) else { return }
        let episode = EpisodeKey(child: String(parts[1]), start: start)
        episodes.insert(episode)
        if parts[3].hasSuffix("-ended") || parts[3] == "end-noted" { ended.insert(episode) }
        if event["ssdadec"] != nil { closed.insert(episode) }
    }
}

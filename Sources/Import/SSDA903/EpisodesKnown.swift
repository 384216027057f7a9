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
    /// Those of which an end was stated by then.
    public let ended: Int

    /// Reads posted events as the ledger gives them back, in any order; events of other sources are passed over.
    ///
    /// - Returns: one for each return, oldest first.
    public static func after(_ events: some Sequence<JSONValue>) -> [EpisodesKnown] {
        var told: [Instant: Told] = [:]
        for event in events {
            guard let source = event["source"]?.string, source.hasPrefix("/ssda903/"), let id = event["id"]?.string,
                let entered = event["enteredtime"]?.string.flatMap(Instant.init)
            else { continue }
            told[entered, default: Told(source: source)].source = source
            // episode/CHILD/YYYY-MM-DD/WHAT, the day followed by ~ and a number where rows disagree, and WHAT by /ahead
            // where the day is still to come.
            let parts = id.split(separator: "/")
            guard (4...5).contains(parts.count), parts[0] == "episode" else { continue }
            let episode = "\(parts[1])/\(parts[2].prefix(10))"
            told[entered]?.episodes.insert(episode)
            if parts[3].hasSuffix("-ended") || parts[3] == "end-noted" { told[entered]?.ends.insert(episode) }
        }
        var episodes: Set<String> = []
        var ends: Set<String> = []
        return told.sorted { $0.key < $1.key }.map { entered, told in
            episodes.formUnion(told.episodes)
            ends.formUnion(told.ends)
            return EpisodesKnown(source: told.source, entered: entered, episodes: episodes.count, ended: ends.count)
        }
    }

    /// What one return states.
    private struct Told {
        var source: String
        var episodes: Set<String> = []
        var ends: Set<String> = []
    }
}

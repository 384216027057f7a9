public import Events
public import JSON

/// Everything that is on record of a subject, in order of time, then of entry, then of position. Nothing is left out of
/// it: withdrawn, restated and contradicting entries show as what they are.
public struct History: Sendable {
    public let entries: [HistoryEntry]

    /// - Parameters:
    ///   - period: only what happened within it.
    ///   - asAt: only what had happened by the end of this local day.
    public init(_ record: Record, _ perspective: Perspective, within period: Period = .always, asAt: Day? = nil) {
        let end = endOf(asAt)
        let lines = Lines(record, perspective, by: end)
        let shown = record.inOrderOfTime {
            !record.isRemark($0) && record.happened($0, by: end) && period.contains(record.briefs[$0].time)
        }
        entries = shown.map { lines.entry($0) }
    }
}

extension History: JSONWritable {
    /// Writes `{"entries":[…]}`.
    public func write(to writer: inout JSONWriter) {
        writer.object { $0.member("entries", entries) }
    }
}

/// A stretch of time, both ends included.
public struct Period: Sendable {
    public let from: Instant?
    public let to: Instant?

    /// All of time.
    public static let always = Period(from: nil as Instant?, to: nil)

    public init(from: Instant?, to: Instant?) {
        self.from = from
        self.to = to
    }

    /// From the start of one local day to the end of another.
    public init(from: Day?, to: Day?) {
        self.init(from: from.map { London.start(of: $0) }, to: to.map { London.end(of: $0) })
    }

    /// The local day that it ends with; nil where it ends within one, or not at all.
    public var lastDay: Day? {
        to.flatMap { end in
            let day = London.day(of: end)
            return London.end(of: day) == end ? day : nil
        }
    }

    /// Whether `instant` is in the period; both its ends are.
    public func contains(_ instant: Instant) -> Bool {
        (from.map { instant >= $0 } ?? true) && (to.map { instant <= $0 } ?? true)
    }
}

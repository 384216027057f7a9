public import Events
public import JSON

/// The significant events of a record in order of time: those that a rule of the catalogue picks, those that a source
/// marked, and those entered by hand. A view, never stale: each line cites its entries and says who chose it.
///
/// One line to a thing. Where an event was stated anew, the line shows the present statement and mentions the earlier;
/// where another source said the same, or a line entered by hand rests on an event that has a line, they share it. What
/// was withdrawn stays in view, as withdrawn.
public struct Chronology: Sendable {
    public let entries: [ChronologyEntry]

    /// - Parameters:
    ///   - period: only what happened within it.
    ///   - asAt: only what had happened by the end of this local day. Lines entered by hand count by the day they name.
    public init(_ record: Record, _ perspective: Perspective, within period: Period = .always, asAt: Day? = nil) {
        let end = endOf(asAt)
        entries = ChronologyBuilder(record, perspective.catalogue, by: end).entries()
            .filter { entry in period.contains(entry.instant) && end.map { entry.instant <= $0 } ?? true }
    }
}

extension Chronology: JSONWritable {
    /// Writes `{"entries":[…]}`.
    public func write(to writer: inout JSONWriter) {
        writer.object { $0.member("entries", entries) }
    }
}

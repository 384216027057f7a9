public import Events
public import JSON

/// The decisions of a record, in order of time: all that were made, those ended, corrected and withdrawn included and
/// marked as such.
public struct DecisionRegister: Sendable {
    public let entries: [DecisionEntry]

    /// - Parameters:
    ///   - period: only decisions made within it.
    ///   - asAt: only what had happened by the end of this local day: a later end, challenge or endorsement is left out.
    public init(_ record: Record, within period: Period = .always, asAt: Day? = nil) {
        let end = endOf(asAt)
        let links = DecisionLinks(record, by: end)
        let decisions = record.events.indices.filter { index in
            let brief = record.briefs[index]
            return brief.kind == .decisionMade && brief.isOwn && record.happened(index, by: end) && period.contains(brief.time)
        }
        entries = record.inOrderOfTime(decisions).map { DecisionEntry(record, $0, links) }
    }

    /// The entry of the decision at `position`; nil where no decision is there.
    public static func entry(_ record: Record, at position: Position, asAt: Day? = nil) -> DecisionEntry? {
        guard let index = record.index(at: position), record.briefs[index].kind == .decisionMade else { return nil }
        return DecisionEntry(record, index, DecisionLinks(record, by: endOf(asAt)))
    }
}

extension DecisionRegister: JSONWritable {
    /// Writes `{"decisions":[…]}`.
    public func write(to writer: inout JSONWriter) {
        writer.object { $0.member("decisions", entries) }
    }
}

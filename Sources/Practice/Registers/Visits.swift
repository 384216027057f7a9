public import Events
public import JSON

/// Visits made and visits tried in vain, in order of time: whether the children were seen, and alone, and the gaps between.
public struct Visits: Sendable {
    public let entries: [RegisterEntry]
    /// Stretches without a visit that was made, in order of time.
    public let gaps: [Gap]
    /// What is not on record, in words.
    public let absences: [String]

    private static let fields = [
        "visit_type", "setting", "purpose", "child_seen", "child_spoken_to", "seen_alone", "seen_alone_reason_not",
        "bedroom_seen", "announced", "emergency", "people_present", "workers_present", "child_declined", "outcome", "reasons",
        "placement",
    ]

    /// - Parameters:
    ///   - period: lists only visits within it, and the gaps that reach into it, each in its whole length: what stands
    ///     outside is left out of the list, and never denied.
    ///   - asAt: leaves out what happened after the end of this local day, and shows the gap up to it.
    public init(_ record: Record, _ perspective: Perspective, within period: Period = .always, asAt: Day? = nil) {
        let end = endOf(asAt)
        let lines = Lines(record, perspective, by: end)
        let listed = record.inOrderOfTime { index in
            let brief = record.briefs[index]
            return (brief.kind == .visitMade || brief.kind == .visitAttempted) && brief.isOwn
                && record.happened(index, by: end)
        }
        var entries: [RegisterEntry] = []
        var made: [Int] = []
        for index in listed {
            let counts = record.counts(index) && lines.accounts.isTold(index)
            let event = record.events[index]
            var previous: Event?
            if counts, record.briefs[index].kind == .visitMade {
                previous = made.last.map { record.events[$0] }
                made.append(index)
            }
            guard period.contains(record.briefs[index].time) else { continue }
            entries.append(
                RegisterEntry(
                    entry: lines.entry(index), counts: counts, daysSincePrevious: previous.flatMap(event.daysSince),
                    daysUnknown: previous.flatMap(event.daysUnknown), fields: Self.fields))
        }
        self.entries = entries
        gaps = Gap.between(made, of: record, what: "visit", types: ["visit.made"], to: asAt).reaching(into: period)
        func never(_ what: String, _ test: (Event) -> Bool = { _ in true }) -> String? {
            record.absence(of: "No visit\(what) is recorded", among: made.filter { test(record.events[$0]) }, period)
        }
        let none = never("")
        absences =
            (none ?? record.erased).map { [$0] }
            ?? [
                never(" at which a child was seen") { $0["child_seen"]?.bool == true },
                never(" at which a child was seen alone") {
                    $0["child_seen"]?.bool == true && $0["seen_alone"]?.bool == true
                },
            ].compactMap(\.self)
    }
}

extension Visits: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("visits", entries)
            writeSummary(to: &writer)
        }
    }

    /// What the register says beside its entries.
    public func writeSummary(to writer: inout JSONWriter) {
        writer.member("longest_gap", gaps.longest)
        writer.member("absences", absences)
    }
}

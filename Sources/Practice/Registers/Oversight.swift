public import Events
public import JSON

/// Who watched over the work: management oversight, supervision of the case, approved assessments, in order of time, with
/// the stretches in which nobody did.
public struct Oversight: Sendable {
    public let entries: [RegisterEntry]
    /// What is not on record, in words.
    public let absences: [String]
    private let record: Record
    private let counting: [Int]
    private let opening: Day?
    private let asAt: Day?
    private let period: Period

    /// The kinds of entry the register holds.
    public static let types = ["oversight.recorded", "supervision.held", "assessment.approved"]

    private static let fields = [
        "topics", "outcome", "management_direction", "decision", "reasons", "manager_level", "oversight_source", "form",
        "no_actions_required", "actions", "supervision_type", "formality", "worker", "assessment_type", "manager_view",
        "safety_effect",
    ]

    /// - Parameters:
    ///   - period: lists only entries within it, and the gaps that reach into it, each in its whole length: what stands
    ///     outside is left out of the list, and never denied.
    ///   - asAt: leaves out what happened after the end of this local day, and shows the gap up to it.
    public init(_ record: Record, _ perspective: Perspective, within period: Period = .always, asAt: Day? = nil) {
        let end = endOf(asAt)
        let lines = Lines(record, perspective, by: end)
        let listed = record.inOrderOfTime { index in
            let brief = record.briefs[index]
            guard brief.kind.isOversight, record.happened(index, by: end) else { return false }
            return record.isOwn(index) || record.isSupervisionOfCase(index)
        }
        var entries: [RegisterEntry] = []
        var counting: [Int] = []
        for index in listed {
            let counts = record.isOversight(index) && lines.accounts.isTold(index)
            let event = record.events[index]
            let previous = counts ? counting.last.map { record.events[$0] } : nil
            if counts { counting.append(index) }
            guard period.contains(record.briefs[index].time) else { continue }
            entries.append(
                RegisterEntry(
                    entry: lines.entry(index), counts: counts, daysSincePrevious: previous.flatMap(event.daysSince),
                    daysUnknown: previous.flatMap(event.daysUnknown), fields: Self.fields))
        }
        self.entries = entries
        self.record = record
        self.counting = counting
        self.asAt = asAt
        self.period = period
        opening = record.opening(by: end)
        func never(_ type: String, _ what: String) -> String? {
            record.absence(
                of: "No \(what) is recorded", among: counting.filter { record.briefs[$0].kind.rawValue == type }, period)
        }
        absences = [
            never("oversight.recorded", "management oversight"), never("supervision.held", "supervision of the case"),
        ].compactMap(\.self)
    }

    /// The stretches without any entry of these types, in order of time; the first from the opening of the case, the last
    /// up to the day asked about.
    public func gaps(of types: [String] = types) -> [Gap] {
        let moments = counting.filter { types.contains(record.briefs[$0].kind.rawValue) }
        let what =
            types == ["supervision.held"]
            ? "supervision of the case" : types == ["assessment.approved"] ? "approval" : "oversight"
        return Gap.between(moments, of: record, what: what, types: types, from: opening, to: asAt).reaching(into: period)
    }

    /// The longest stretches without any oversight at all, longest first, at most so many.
    public func longestGaps(_ limit: Int = 5) -> [Gap] {
        Array(gaps().sorted { $0.days != $1.days ? $0.days > $1.days : $0.from < $1.from }.prefix(limit))
    }
}

extension Oversight: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("oversight", entries)
            writeSummary(to: &writer)
        }
    }

    /// What the register says beside its entries.
    public func writeSummary(to writer: inout JSONWriter) {
        writer.member("longest_gap", gaps().longest)
        writer.member("gaps", longestGaps())
        writer.member(
            "longest_gap_by_kind",
            [["oversight.recorded"], ["supervision.held"], ["oversight.recorded", "supervision.held"]]
                .compactMap { gaps(of: $0).longest })
        writer.member("absences", absences)
    }
}

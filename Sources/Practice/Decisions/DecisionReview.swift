public import Events
import JSON

/// One decision on one page: who decided what and why, on what, what else was on record at that moment, what came to
/// light later about earlier days, who oversaw or challenged it, and what became of it.
///
/// **What was known then** is what had been written down when the decision was written down: entries whose entry time is
/// no later than its own. That is what a source system would have shown the person who recorded it. Sources post to this
/// ledger in batches and out of order, so the ledger's own order would say more about the interface than about the case;
/// it is there for those who want it (``Basis/recorded``), and it stands in where one of the two has no entry time.
public struct DecisionReview: Sendable {
    /// By which time an entry counts as known.
    public enum Basis: String, Sendable {
        /// The sources' entry times where both entries have one, else the ledger's order.
        case told
        /// The source's entry time; the ledger's where the source gives none.
        case entered
        /// The ledger's order.
        case recorded
    }

    public let decision: DecisionEntry
    let lines: Lines
    /// What the decision names as its evidence, in its own order.
    let cited: [Named]
    /// By index, in order of time.
    let knownThen: [Int]
    let arrivedLater: [Int]
    let nextOversight: Int?
    /// Oversight of the case that may be later than the decision, as far as its time is known.
    let perhapsNext: [Int]
    let basis: Basis

    /// The review of the decision at `position`; nil where no decision is there.
    ///
    /// - Parameters:
    ///   - record: the record of the decision's subject, as known at the basis of the question.
    ///   - asAt: leaves out what happened after the end of this local day.
    public init?(
        _ record: Record, _ perspective: Perspective, of position: Position, basis: Basis = .told, asAt: Day? = nil
    ) {
        guard let index = record.index(at: position), record.briefs[index].kind == .decisionMade else { return nil }
        let end = endOf(asAt)
        let event = record.events[index]
        decision = DecisionEntry(record, index, DecisionLinks(record, by: end))
        lines = Lines(record, perspective, by: end)
        // A source may name one event twice.
        var seen: Set<Named> = []
        cited = record.basis(index).filter { seen.insert($0).inserted }
        self.basis = basis
        var known: [Int] = []
        var later: [Int] = []
        var after: [Int] = []
        var perhaps: [Int] = []
        for (at, other) in record.briefs.enumerated() where at != index && record.happened(at, by: end) {
            let isLater = record.events[at].isLater(than: event)
            if record.isOversight(at), lines.accounts.isTold(at), isLater != false {
                if isLater == true { after.append(at) } else { perhaps.append(at) }
            }
            if other.isRemark { continue }
            if Self.wasKnown(record, at, when: index, basis) {
                known.append(at)
            } else if isLater != true {
                later.append(at)
            }
        }
        knownThen = record.inOrderOfTime(known)
        arrivedLater = record.inOrderOfTime(later)
        nextOversight = record.inOrderOfTime(after).first
        perhapsNext = record.inOrderOfTime(perhaps)
    }

    private static func wasKnown(_ record: Record, _ other: Int, when decision: Int, _ basis: Basis) -> Bool {
        switch basis {
        case .told:
            record.haveEntryTimes(other, decision) ? record.briefs[other].told <= record.briefs[decision].told : other < decision
        case .entered: record.briefs[other].told <= record.briefs[decision].told
        case .recorded: other < decision
        }
    }

    func isKnownThen(_ index: Int) -> Bool { Self.wasKnown(lines.record, index, when: decision.index, basis) }

    /// In which of its times an entry was held against the decision.
    enum Telling: String {
        /// When the sources wrote both down.
        case writtenDown = "written down"
        /// When the ledger took them.
        case recorded = "recorded in this ledger"
    }

    func telling(of index: Int) -> Telling {
        switch basis {
        case .told: lines.record.haveEntryTimes(index, decision.index) ? .writtenDown : .recorded
        case .entered: lines.record.events[index].attributes.enteredTime == nil ? .recorded : .writtenDown
        case .recorded: .recorded
        }
    }

    /// Local days from the decision's being written down (or recorded) to another entry's.
    func daysAfter(_ index: Int) -> Int {
        let isByLedger = basis != .entered && telling(of: index) == .recorded
        func known(_ event: Event) -> Day {
            London.day(of: isByLedger ? event.header.recordedTime : event.header.enteredOrRecorded)
        }
        return known(lines.record.events[index]).number - known(decision.event).number
    }

    /// What is missing, each in a plain sentence.
    public var absences: [String] {
        let event = decision.event
        guard event.data != nil else { return decision.absences }
        var said = decision.absences
        if event["options"] == nil { said.append("No other options are recorded.") }
        if event["child_views"] == nil {
            said.append(
                citesViews(of: DecisionReview.childViews)
                    ? "The decision does not give the child's views itself; entries it cites do."
                    : "No views of the child are recorded.")
        }
        if event["family_views"] == nil, event["parent_views"] == nil, !citesViews(of: DecisionReview.familyViews) {
            said.append("No views of the family are recorded.")
        }
        if event["wishes_followed"]?.bool == false, event["wishes_not_followed_reason"] == nil {
            said.append("The wishes were not followed, and why is not recorded.")
        }
        if cited.isEmpty { said.append("It cites nothing that it rests on.") }
        let missing = cited.compactMap(\.reference).map(lines.record.absence)
        for absence in Set(missing).sorted() {
            said.append("\(Plain.count(missing.count { $0 == absence }, "cited entr", "ies", "y")) \(absence).")
        }
        let late = cited.compactMap(\.index).filter { !isKnownThen($0) }
        for how in [Telling.writtenDown, .recorded] {
            let count = late.count { telling(of: $0) == how }
            if count > 0 {
                said.append("\(Plain.count(count, "cited entr", "ies", "y")) \(how.rawValue) only after the decision was.")
            }
        }
        if nextOversight == nil {
            let perhaps = perhapsNext.map { index in
                let event = lines.record.events[index]
                return "; entry \(event.position) (\(Plain.time(of: event))) may be"
            }
            said.append("No oversight of the case after it is recorded\(perhaps.joined()).")
        }
        return said
    }

    static let childViews = ["child_views", "child_own_words"]
    static let familyViews = ["family_views", "parent_views", "carer_views"]

    /// Whether an entry that the decision cites gives such views.
    private func citesViews(of fields: [String]) -> Bool {
        cited.compactMap(\.index).contains { index in fields.contains { lines.record.events[index][$0] != nil } }
    }
}

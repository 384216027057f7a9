public import Events
public import JSON

/// One decision as the register shows it: who decided what, when and why, who endorsed or challenged it, and what became
/// of it. It depends on nothing but the decision and the closure of events that refer to it (``Record/closure(of:)``).
public struct DecisionEntry: Sendable {
    public let event: Event
    let record: Record
    let index: Int
    /// Oversight that names it, in order of time.
    let oversight: [Int]
    let challenges: [(raised: Int, resolved: [Int])]
    let complaints: [(received: Int, answers: [Int])]
    /// Its ends, in order of time; the first counts.
    let ends: [Int]
    /// What no longer stands of oversight, challenges, complaints and ends, in order of time.
    let setAside: [Int]
    /// Decisions whose place it takes, in order of position.
    let superseded: [Int]

    init(_ record: Record, _ index: Int, _ links: DecisionLinks) {
        self.record = record
        self.index = index
        event = record.events[index]
        oversight = links.oversight[index] ?? []
        challenges = (links.challenges[index] ?? []).map { ($0, links.resolutions[$0] ?? []) }
        complaints = (links.complaints[index] ?? []).map { ($0, links.answers[$0] ?? []) }
        ends = links.ends[index] ?? []
        setAside = links.setAside[index] ?? []
        superseded = links.superseded[index] ?? []
    }

    /// Oversight by another person that agreed.
    var endorsements: [Int] {
        oversight.filter(endorses)
    }

    private func endorses(_ index: Int) -> Bool {
        let other = record.events[index]
        return other["outcome"]?.says("agreed") == true
            && (other.author.isUnknown || event.author.isUnknown || other.author.id != event.author.id)
    }

    /// That nothing of a kind is on record, or none of it stands any more.
    private func absence(_ what: String, _ setAside: [Int]) -> String {
        guard !setAside.isEmpty else { return "No \(what) of it is recorded." }
        let entries = setAside.map { "entry \(record.events[$0].position)" }
        let isWithdrawn = setAside.allSatisfy { record.standing($0).isWithdrawn }
        return "No \(what) of it stands: \(entries.joined(separator: ", ")) \(setAside.count == 1 ? "was" : "were") "
            + (isWithdrawn ? "withdrawn." : "withdrawn, or stated anew.")
    }

    /// Positions of the entries that endorse it.
    public var endorsedBy: [Position] { record.positions(endorsements) }

    /// The decision that took its place: named by its end, or a decision that states it anew.
    public var supersededBy: Position? {
        for at in ends { if let superseding = record.superseding(at) { return record.events[superseding].position } }
        return restatement.map { record.events[$0].position }
    }

    /// The same as a source names it, where that is not in the ledger at this basis.
    var supersededElsewhere: EventReference? {
        ends.lazy.compactMap { at in
            record.reference(at, "superseded_by").flatMap { record.index(of: $0) == nil ? $0 : nil }
        }.first
    }

    /// A decision that states this one anew.
    var restatement: Int? {
        record.standing(index).restatedBy.flatMap { record.briefs[$0].kind == .decisionMade ? $0 : nil }
    }

    /// What is not on record of it, in words.
    public var absences: [String] {
        guard event.data != nil else { return [event.erasure?.sentence ?? "What the decision said has been erased."] }
        var said: [String] = []
        if event["reasons"] == nil { said.append("No reasons are recorded.") }
        if event["authority"] == nil { said.append("The authority it was made under is not recorded.") }
        if event.author.isUnknown { said.append("The source does not tell who decided.") }
        let overseen = setAside.filter { record.briefs[$0].kind.isOversight }
        if oversight.isEmpty { said.append(absence("oversight", overseen)) }
        if endorsements.isEmpty, event["endorsed_by_role"] == nil {
            said.append(absence("endorsement", overseen.filter(endorses)))
        }
        return said
    }
}

extension DecisionEntry: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writeMembers(to: &writer)
            writer.member("absences", absences)
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        let attributes = event.attributes
        writer.member("position", event.position.rawValue)
        writer.member("case", attributes.subject.kind == .case ? attributes.subject.ref : attributes.subject.description)
        writer.member("time", attributes.timeText)
        writer.member("timeprecision", (attributes.timePrecision ?? .instant).rawValue)
        writer.member("enteredtime", attributes.enteredTime?.utc)
        writer.member("recordedtime", event.header.recordedTime.fixedWidth)
        event.author.write(to: &writer)
        writer.member("decision_type", raw: event["decision_type"])
        writer.member("decision", raw: event["decision"])
        writer.member("reasons", raw: event["reasons"])
        writer.fields(["level", "outcome"], of: event)
        if !event.children.isEmpty { writer.member("children", event.children) }
        writer.key("endorsed_by")
        writer.array { writer in
            for at in endorsements { writer.object { Act(record, at).writeMembers(to: &$0) } }
            guard let role = event["endorsed_by_role"] else { return }
            writer.object {
                $0.member("role", raw: role)
                $0.member("stated_in", event.position.rawValue)
            }
        }
        writer.member(
            "challenged_by", challenges.map { ChallengeAnswer(record: record, raised: $0.raised, resolved: $0.resolved) })
        writer.member(
            "complaints", complaints.map { ComplaintAnswer(record: record, received: $0.received, answers: $0.answers) })
        writer.member("superseded_by", supersededBy?.rawValue)
        if let reference = supersededElsewhere { writer.member("superseded_by_reference", reference.description) }
        if !superseded.isEmpty { writer.member("supersedes", positions: record.positions(superseded)) }
        writer.member("ended", ends.first.map { EndAnswer(record: record, index: $0) })
        writer.member("oversight", oversight.map { Act(record, $0) })
        if !setAside.isEmpty { writer.member("set_aside", setAside.map { Act(record, $0) }) }
        writer.member(
            "corrects", record.correction(index).named.map { record.events[$0].position.rawValue })
        writer.member("corrected_by", positions: record.positions(record.standing(index).putRightBy))
        writer.member("withdrawn_by", positions: record.positions(record.standing(index).withdrawnBy))
        if record.standing(index).isRestated { writer.member("restated", true) }
        writer.member("source", attributes.source)
        writer.member("id", attributes.id)
        if let erasure = event.erasure { writer.member("erased", erasure) }
    }
}

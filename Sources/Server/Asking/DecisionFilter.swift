import Events
import Practice
import Views
import Wire

/// Which decisions are asked for.
struct DecisionFilter {
    let subject: String?
    let actor: String?
    let role: String?
    let team: String?
    let kind: String?
    let range: TimeRange
    let asAt: Day?

    init(_ query: QueryReader, asAt: Day?) throws(Problem) {
        subject = try Self.subject(query)
        actor = try query.words("actor")
        role = try query.words("role")
        team = try query.words("team")
        kind = try query.text("kind")
        let period = try query.period()
        self.asAt = asAt
        let end = asAt.map { London.end(of: $0) }
        range = TimeRange(from: period.from, to: [period.to, end].compactMap(\.self).min())
    }

    /// The case asked about, by its reference or as a subject.
    private static func subject(_ query: QueryReader) throws(Problem) -> String? {
        guard let text = try query.text("case") else { return nil }
        guard let subject = Subject(text) ?? Subject(kind: .case, ref: text), subject.kind == .case else {
            throw .badQuery("case is a case's reference: letters, digits and . _ ~ : @ + -")
        }
        return subject.description
    }

    func fits(_ facts: DecisionFacts) -> Bool {
        if let subject, subject != facts.subject { return false }
        if let role, !sameWords(role, facts.role), !(asksUnknownRole && facts.role.isEmpty) { return false }
        if let team, !sameWords(team, facts.team) { return false }
        if let kind, kind != facts.kind { return false }
        return true
    }

    /// An unknown actor whose role is not told is shown as of the role "unknown", and found by it.
    var asksUnknownRole: Bool { role.map { sameWords($0, "unknown") } ?? false }

    /// What the index of decisions does not tell.
    func fits(_ event: Event) -> Bool {
        guard asksUnknownRole, event.attributes.actorRole == nil else { return true }
        return (event.attributes.actor ?? "unknown") == "unknown"
    }

    /// Sources write roles in many ways: `team_manager` and `Team Manager` are one role.
    private func sameWords(_ a: String, _ b: String) -> Bool { plain(a) == plain(b) }

    private func plain(_ text: String) -> String { String(text.lowercased().map { $0 == "_" || $0 == "-" ? " " : $0 }) }
}

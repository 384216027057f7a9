import Events
import JSON
import Ledger
import Schema
import Views
import Wire

/// What to say of names in a question that nothing on record has: a misspelt team must not look like one in which all is
/// well.
extension Desk {
    /// Teams looked through for one that was meant, at most.
    private static let mostTeams = 10_000

    /// A sentence for each of these that is nowhere on record.
    func unknown(team: String? = nil, person: String? = nil, below size: UInt64) throws -> [String] {
        var said: [String] = []
        if let team, try !isKnown(team: team, below: size) {
            let meant = Spelling.nearest(to: team, among: try views.teams(limit: Self.mostTeams))
            said.append("No team \"\(team)\" is on record.\(meant.map { " Did you mean \"\($0)\"?" } ?? "")")
        }
        if let person, try !hasActed(person, below: size) {
            said.append(
                "Nobody with the id \"\(person)\" is on record as having acted, or as a worker. Workers are named by id; what is on record of a child or a family member stands in the history of their case."
            )
        }
        return said
    }

    /// Whether the team did something, or an event is about it, or a case was allocated to a worker of it, or handed over by it or
    /// to it.
    private func isKnown(team: String, below size: UInt64) throws -> Bool {
        try !views.positions(team: team, below: size, limit: 1).isEmpty
            || !views.positions(allocatedTo: team, below: size, limit: 1).isEmpty
    }

    private func hasActed(_ person: String, below size: UInt64) throws -> Bool {
        let always = TimeRange(from: nil, to: nil)
        let acted = try views.positions(actor: person, in: always, after: nil, below: size, limit: 1)
        if try !acted.isEmpty || !views.positions(aboutWorker: person, below: size, limit: 1).isEmpty { return true }
        guard let worker = Subject(kind: .worker, ref: person) else { return false }
        return try !ledger.positions(of: worker, below: size).isEmpty
            || !views.positions(concerning: worker, below: size).isEmpty
    }

    /// Refuses a kind of decision that the catalogue does not have.
    func checkDecisionKind(_ kind: String) throws(Problem) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("type", "decision.made")
            writer.key("data")
            writer.object { $0.member("decision_type", kind) }
        }
        guard let event = try? JSONDocument(writer.bytes).root,
            let fault = vocabulary.check(event).first(where: { $0.pointer == "/data/decision_type" })
        else { return }
        throw .badQuery("kind: \(fault.message)")
    }
}

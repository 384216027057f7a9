import Events
import JSON
import Ledger
import Practice
import Standards
import Views
import Wire

extension Desk {
    /// Everything the rules about a subject look at.
    ///
    /// - Parameter access: what the visitor may see; nil where what is shown of it is decided later.
    func record(judging subject: Subject, by question: StandardsQuestion, _ access: AccessFilter? = nil) async throws -> Record {
        try await record(of: subject, positions(judging: subject, by: question), question.basis, access)
    }

    /// Where that stands: the subject's own record, and what the clauses look at elsewhere.
    func positions(judging subject: Subject, by question: StandardsQuestion) async throws -> [Position] {
        let size = question.basis.size
        let elsewhere: [Position]
        switch subject.kind {
        case .case: return try positions(overseeing: subject, below: size)
        case .worker: elsewhere = try await workerPositions(subject.ref, question)
        case .team:
            let looked = try question.lookedAt(.team)
            elsewhere = try names(of: subject, below: size).flatMap { try views.positions(team: $0, below: size) }
                .filter(looked.contains)
        // The service has all cases.
        case .service: elsewhere = try question.lookedAt(.service).all(below: size)
        }
        return try elsewhere + positions(on: subject, below: size)
    }

    /// What names the worker, and what formed the worker's teams; what the clauses look at of what the worker did, and in the cases
    /// that the worker ever held.
    private func workerPositions(_ worker: String, _ question: StandardsQuestion) async throws -> [Position] {
        let size = question.basis.size
        let looked = try question.lookedAt(.worker)
        let naming = try views.positions(aboutWorker: worker, below: size)
        var found = try views.positions(actor: worker, below: size).filter(looked.contains) + naming
        // No index has the members of teams; there are few teams.
        let formed = try views.positions(type: Event.teamFormed, after: nil, below: size, limit: .max)
        found += try await events(at: formed).filter { $0.members.contains(worker) }.map(\.position)
        let inHeldCases = try question.lookedAtInHeldCases()
        guard !inHeldCases.isEmpty else { return found }
        let allocations = try await events(at: naming.filter(inHeldCases.contains)).filter {
            $0.attributes.type == Event.caseAllocated
        }
        for held in Set(allocations.map(\.attributes.subject)) where held.kind == .case {
            found += try ledger.positions(of: held, below: size).filter(inHeldCases.contains)
        }
        return found
    }

    /// What a team is called: by its reference, and by the names it was formed under, the latest last.
    func names(of team: Subject, below size: UInt64) throws -> [String] {
        let own = try ledger.events(at: try ledger.positions(of: team, below: size))
        return [team.ref] + own.filter { $0.attributes.type == Event.teamFormed }.compactMap { $0["team"]?.string }
    }

    /// Today, as people here reckon.
    var today: Day { London.day(of: clock()) }
}

extension Event {
    static let teamFormed = "team.formed"
    static let caseAllocated = "case.allocated"

    /// Who a team is formed of, by id, or by name where there is none.
    var members: [String] { self["members"]?.elements.compactMap(\.personKey) ?? [] }
}

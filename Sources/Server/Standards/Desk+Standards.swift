import Events
import JSON
import Ledger
import Practice
import Standards
import Views
import Wire

extension Desk {
    /// Everything the rules about a subject look at, at a basis.
    ///
    /// - Parameter access: what the visitor may see; nil where what is shown of it is decided later.
    func record(judging subject: Subject, by engine: PackEngine, _ basis: Basis, _ access: AccessFilter? = nil) async throws
        -> Record
    {
        switch subject.kind {
        case .case: try await record(of: subject, positions(overseeing: subject, below: basis.size), basis, access)
        case .worker: try await gathered(for: subject, workerPositions(subject, engine, basis), basis, access)
        case .team: try await gathered(for: subject, teamPositions(subject, basis), basis, access)
        case .service: try await gathered(for: subject, servicePositions(engine, basis), basis, access)
        }
    }

    /// What a worker did, what names the worker, what formed the worker's teams, and what the clauses look at in the cases
    /// that the worker ever held.
    private func workerPositions(_ subject: Subject, _ engine: PackEngine, _ basis: Basis) async throws -> [Position] {
        let naming = try views.positions(aboutWorker: subject.ref, below: basis.size)
        var found = try views.positions(actor: subject.ref, below: basis.size) + naming
        // No index has the members of teams; there are few teams.
        let formed = try views.positions(type: Self.teamFormed, after: nil, below: basis.size, limit: .max)
        found += try await events(at: formed).filter { event in
            event["members"]?.elements.contains { $0.personKey == subject.ref } == true
        }.map(\.position)
        guard !engine.heldCaseTypes.isEmpty else { return found }
        let allocations = try await events(at: naming).filter { $0.attributes.type == Self.caseAllocated }
        for held in Set(allocations.map(\.attributes.subject)) where held.kind == .case {
            found += try await events(at: try ledger.positions(of: held, below: basis.size))
                .filter { engine.heldCaseTypes.contains($0.attributes.type) }.map(\.position)
        }
        return found
    }

    private static let teamFormed = "team.formed"
    private static let caseAllocated = "case.allocated"

    /// What the team's people did and what names the team: by its reference, or by a name it was formed under.
    private func teamPositions(_ subject: Subject, _ basis: Basis) async throws -> [Position] {
        let own = try await events(at: try ledger.positions(of: subject, below: basis.size))
        let names = own.filter { $0.attributes.type == Self.teamFormed }.compactMap { $0["team"]?.string }
        return try Set(names + [subject.ref]).flatMap { try views.positions(team: $0, below: basis.size) }
    }

    /// The events of the types that clauses about the service look at: the service has all cases.
    private func servicePositions(_ engine: PackEngine, _ basis: Basis) throws -> [Position] {
        try engine.serviceTypes.flatMap { type in
            try views.positions(type: type, after: nil, below: basis.size, limit: .max)
        }
    }

    private func gathered(for subject: Subject, _ more: [Position], _ basis: Basis, _ access: AccessFilter?) async throws
        -> Record
    {
        try await record(of: subject, more + positions(on: subject, below: basis.size), basis, access)
    }

    /// Today, as people here reckon.
    var today: Day { London.day(of: clock()) }
}

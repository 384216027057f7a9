import Events
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
        case .case: try await record(of: subject, basis, access)
        case .worker: try await gathered(for: subject, workerPositions(subject, basis), basis, access)
        case .team: try await gathered(for: subject, views.positions(team: subject.ref, below: basis.size), basis, access)
        case .service: try await gathered(for: subject, servicePositions(engine, basis), basis, access)
        }
    }

    /// What a worker did, what names the worker, and what is about the worker.
    private func workerPositions(_ subject: Subject, _ basis: Basis) throws -> [Position] {
        try views.positions(actor: subject.ref, below: basis.size)
            + views.positions(aboutWorker: subject.ref, below: basis.size)
    }

    /// The events of the types that clauses about the service look at: the service has all cases.
    private func servicePositions(_ engine: PackEngine, _ basis: Basis) throws -> [Position] {
        let clauses = engine.pack.clauses.filter { $0.subject == .service }
        return try Set(clauses.flatMap { $0.recordFields.map(\.type) }).flatMap { type in
            try views.positions(type: type, after: nil, below: basis.size, limit: .max)
        }
    }

    private func gathered(for subject: Subject, _ more: [Position], _ basis: Basis, _ access: AccessFilter?) async throws -> Record {
        let own = try ledger.positions(of: subject, below: basis.size)
        let concerning = try views.positions(concerning: subject, below: basis.size)
        return try await record(of: subject, more + own + concerning, basis, access)
    }

    /// Today, as people here reckon.
    var today: Day { London.day(of: clock()) }
}

import Events
import Ledger
import Standards
import Views
import Wire

extension Desk {
    /// Everybody and everything that lists and counts are made of, those first that take longest: services, teams, workers, cases,
    /// as far as clauses that are asked about can be about them.
    func subjects(judgedBy question: StandardsQuestion) throws -> [Subject] {
        let kinds = question.engine.kinds(of: question.clauses)
        return try [Subject.Kind.service, .team, .worker, .case].filter(kinds.contains).flatMap { kind in
            try subjects(kind, judgedBy: question)
        }
    }

    /// Those of a kind.
    func subjects(_ kind: Subject.Kind, judgedBy question: StandardsQuestion) throws -> [Subject] {
        let own = try ledger.subjects(kind)
        switch kind {
        case .case, .team: return own
        case .worker:
            let named = try views.workers(limit: .max).compactMap { Subject(kind: .worker, ref: $0) }
            return try Set(own).union(named.filter { try isLookedAt($0, question) }).sorted { $0.ref < $1.ref }
        case .service: return try own.filter { try isLookedAt($0, question) }
        }
    }

    /// Whether a subject is among ``subjects(judgedBy:)``.
    func judges(_ subject: Subject, by question: StandardsQuestion) throws -> Bool {
        switch subject.kind {
        case .case: true
        case .team: try ledger.version(of: subject) > 0
        case .worker: try ledger.version(of: subject) > 0 || isLookedAt(subject, question)
        case .service: try isLookedAt(subject, question)
        }
    }

    /// Whether a clause looks at something that names this worker, or at something that is on record of this service: the ledger's
    /// own record, and one on which others are put right, is none that is judged.
    private func isLookedAt(_ subject: Subject, _ question: StandardsQuestion) throws -> Bool {
        let size = question.basis.size
        let positions =
            subject.kind == .worker
            ? try views.positions(aboutWorker: subject.ref, below: size) : try ledger.positions(of: subject, below: size)
        let looked = try question.lookedAt(subject.kind)
        return positions.contains(where: looked.contains)
    }
}

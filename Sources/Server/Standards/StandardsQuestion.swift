import Events
import Ledger
import Practice
import Standards
import Wire

/// What is asked of the standards, of one subject or of many: by which pack, about which clauses, at which basis and day.
struct StandardsQuestion: Sendable {
    let engine: PackEngine
    let clauses: Engine.Selection
    let basis: Basis
    let asAt: Day
    /// How what some of the clauses sum up stands; nil where that is not known.
    var breaches: Breaches?
    private let lookedAt: LookedAt

    init(_ desk: Desk, _ engine: PackEngine, _ clauses: Engine.Selection = .all, _ basis: Basis, asAt: Day) {
        self.engine = engine
        self.clauses = clauses
        self.basis = basis
        self.asAt = asAt
        lookedAt = desk.lookedAt.lookedAt(by: engine, desk.views)
    }

    /// Where the events stand that the clauses about subjects of a kind look at; there may be later ones than the basis has.
    func lookedAt(_ kind: Subject.Kind) throws -> PositionSet { try lookedAt.positions(kind, below: basis.size) }

    /// The same in the cases that a worker holds.
    func lookedAtInHeldCases() throws -> PositionSet { try lookedAt.inHeldCases(below: basis.size) }

    /// The findings on a subject, by a record of it.
    func findings(on subject: Subject, in record: Record, now: Instant, _ detail: Engine.Detail = .whole) throws -> [Finding] {
        try engine.findings(of: subject, in: record, asAt: asAt, now: now, only: clauses, detail, beside: breaches)
    }
}

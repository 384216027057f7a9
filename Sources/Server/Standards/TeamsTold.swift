import Events
import JSON
import Ledger
import Practice
import Synchronization
import Views
import Wire

/// What the ledger tells of workers' teams at a basis, outside the cases they have; each worker is looked up once.
final class TeamsTold: Sendable {
    private let desk: Desk
    private let basis: Basis
    private let end: Instant
    private let known = Mutex<[String: TeamHistory]>([:])
    private let teams = Mutex<[Event]?>(nil)

    /// What a worker did last that is looked at for a team: sources that tell teams tell them nearly always.
    private static let lastActs = 4
    /// Events that name a worker that are looked at, the latest, where nothing else tells the team.
    private static let lastNamed = 32

    /// - Parameter asAt: what happened after the end of this local day is left out.
    init(_ desk: Desk, _ basis: Basis, asAt: Day) {
        self.desk = desk
        self.basis = basis
        end = London.end(of: asAt)
    }

    /// Of each worker of a case whose team the case does not say.
    func told(for record: Record) throws -> [String: TeamHistory] {
        var found: [String: TeamHistory] = [:]
        for worker in Responsible.workersWithoutTeam(in: record) { found[worker] = try history(of: worker) }
        return found
    }

    func history(of worker: String) throws -> TeamHistory {
        if let history = known.withLock({ $0[worker] }) { return history }
        let size = basis.size
        var positions = Set(try desk.views.lastPositions(actor: worker, by: end, below: size, limit: Self.lastActs))
        if let subject = Subject(kind: .worker, ref: worker) {
            positions.formUnion(try desk.positions(on: subject, below: size))
        }
        var history = try read(worker, positions)
        if history.isEmpty {
            let named = try desk.views.positions(aboutWorker: worker, below: size)
            history = try read(worker, positions.union(named.suffix(Self.lastNamed)))
        }
        known.withLock { $0[worker] = history }
        return history
    }

    private func read(_ worker: String, _ positions: Set<Position>) throws -> TeamHistory {
        let events = try desk.ledger.events(at: positions.sorted()) + formed()
        var seen: Set<Position> = []
        let fitting = events.filter { event in
            basis.includes(event) && event.attributes.time.instant <= end && seen.insert(event.position).inserted
        }
        return TeamHistory(of: worker, in: Record(fitting, of: nil))
    }

    /// That teams were formed, and what else is on record of these teams.
    private func formed() throws -> [Event] {
        if let events = teams.withLock({ $0 }) { return events }
        let formed = try desk.ledger.events(
            at: desk.views.positions(type: Event.teamFormed, after: nil, below: basis.size, limit: .max))
        var positions = Set(formed.map(\.position))
        for subject in Set(formed.map(\.attributes.subject)) where subject.kind == .team {
            positions.formUnion(try desk.ledger.positions(of: subject, below: basis.size))
        }
        let events = try desk.ledger.events(at: positions.sorted())
        teams.withLock { $0 = events }
        return events
    }

    /// The workers that teams formed from a position on name, and those that new allocations name.
    func named(since size: UInt64) throws -> Set<String> {
        var found: Set<String> = []
        let last = size == 0 ? nil : Position(size - 1)
        for type in [Event.teamFormed, "team.ended", "worker.started", Event.caseAllocated] {
            let positions = try desk.views.positions(type: type, after: last, below: basis.size, limit: .max)
            for event in try desk.ledger.events(at: positions) {
                if let worker = event["worker"]?.personKey { found.insert(worker) }
                // Who is no longer among its members has left it: all that any of these teams had may have.
                if type == Event.teamFormed { found.formUnion(try formed().flatMap(\.members)) }
            }
        }
        return found
    }
}

import Access
import Events
import Ledger
import Practice
import Synchronization
import Views

/// What decides who may see a case: its teams, and whether it is restricted. Worked out from the record as it stands now,
/// whatever the basis of a question is, and remembered until the case has a further event, or one elsewhere puts its entries right.
final class CaseRegister: Sendable {
    private let state = Mutex(State())

    /// Cases remembered at most; then the memory starts afresh.
    private static let limit = 50_000
    /// New events, at most, for which it is worth looking which cases they put right: where there are more, all is let go of.
    private static let worthLooking: UInt64 = 2_000

    private struct Facts {
        let version: UInt64
        let teams: Set<String>
        let restriction: Restriction?
    }

    private struct State {
        /// Events of type `record.restricted` up to here are looked at.
        var reached: Position?
        /// Subjects that ever had one.
        var marked: Set<Subject> = []
        var facts: [Subject: Facts] = [:]
        /// What events below put right is let go of.
        var looked: UInt64 = 0
        /// How often something was let go of: what was worked out before must not come back.
        var generation = 0

        mutating func forget(_ subjects: Set<Subject>?) {
            generation += 1
            guard let subjects else { return facts = [:] }
            for subject in subjects { facts[subject] = nil }
        }
    }

    /// Takes notice of the restrictions among the events that the views hold, and lets go of what others put right.
    func catchUp(_ desk: Desk) throws {
        let size = desk.views.position
        let (reached, looked, isEmpty) = state.withLock { ($0.reached, $0.looked, $0.facts.isEmpty) }
        let positions = try desk.views.positions(type: Restriction.type, after: reached, below: size, limit: .max)
        let subjects = try desk.ledger.events(at: positions).map(\.attributes.subject)
        var corrected: Set<Subject>? = []
        if looked < size, !isEmpty {
            corrected =
                size - looked <= Self.worthLooking
                ? Set(
                    try desk.events(correctedBy: try desk.ledger.touched(by: looked..<size).corrections).flatMap(\.subjectsNamed))
                : nil
        }
        state.withLock { state in
            state.marked.formUnion(subjects)
            if let last = positions.last { state.reached = max(state.reached ?? last, last) }
            if corrected?.isEmpty != true { state.forget(corrected) }
            state.looked = max(state.looked, size)
        }
    }

    /// The restriction in force on `day`.
    func restriction(of subject: Subject, on day: Day, _ desk: Desk) throws -> CaseRestriction? {
        guard subject.kind == .case, state.withLock({ $0.marked.contains(subject) }) else { return nil }
        guard let found = try facts(of: subject, desk).restriction, found.isInForce(on: day) else { return nil }
        return CaseRestriction(people: found.people, roles: found.roles)
    }

    /// The teams it is allocated to, or was when it was erased.
    func teams(of subject: Subject, _ desk: Desk) throws -> Set<String> { try facts(of: subject, desk).teams }

    /// Lets go of what is remembered of a case, as it was erased.
    func forget(_ subject: Subject) { state.withLock { $0.forget([subject]) } }

    private func facts(of subject: Subject, _ desk: Desk) throws -> Facts {
        let version = try desk.ledger.version(of: subject)
        let (known, generation) = state.withLock { ($0.facts[subject], $0.generation) }
        if let known, known.version == version { return known }
        let record = try desk.presentRecord(of: subject)
        // What says whose an erased case was is gone with the rest of it, but for what its disposal keeps.
        let teams = CaseState(record).teams.union(try desk.ledger.erasure(of: subject)?.teams ?? [])
        let facts = Facts(version: version, teams: teams, restriction: Restriction(record))
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.facts.count >= Self.limit { state.facts = [:] }
            state.facts[subject] = facts
        }
        return facts
    }
}

import Access
import Events
import Ledger
import Practice
import Synchronization
import Views

/// What decides who may see a case: its teams, and whether it is restricted. Worked out from the record as it stands now,
/// whatever the basis of a question is, and remembered until the case has a further event.
final class CaseRegister: Sendable {
    private let state = Mutex(State())

    /// Cases remembered at most; then the memory starts afresh.
    private static let limit = 50_000

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
    }

    /// Takes notice of the restrictions among the events that the views hold.
    func catchUp(_ ledger: Ledger, _ views: Views) throws {
        let reached = state.withLock(\.reached)
        let positions = try views.positions(type: Restriction.type, after: reached, below: views.position, limit: .max)
        guard let last = positions.last else { return }
        let subjects = try ledger.events(at: positions).map(\.attributes.subject)
        state.withLock { state in
            state.marked.formUnion(subjects)
            state.reached = max(state.reached ?? last, last)
        }
    }

    /// The restriction in force on `day`.
    func restriction(of subject: Subject, on day: Day, _ ledger: Ledger) throws -> CaseRestriction? {
        guard subject.kind == .case, state.withLock({ $0.marked.contains(subject) }) else { return nil }
        guard let found = try facts(of: subject, ledger).restriction, found.isInForce(on: day) else { return nil }
        return CaseRestriction(people: found.people, roles: found.roles)
    }

    /// The teams it is allocated to.
    func teams(of subject: Subject, _ ledger: Ledger) throws -> Set<String> { try facts(of: subject, ledger).teams }

    /// Lets go of what is remembered of a case, as it was erased.
    func forget(_ subject: Subject) { state.withLock { $0.facts[subject] = nil } }

    private func facts(of subject: Subject, _ ledger: Ledger) throws -> Facts {
        let version = try ledger.version(of: subject)
        if let known = state.withLock({ $0.facts[subject] }), known.version == version { return known }
        let record = Record(try ledger.events(at: try ledger.positions(of: subject)), of: subject)
        let facts = Facts(version: version, teams: CaseState(record).teams, restriction: Restriction(record))
        state.withLock { state in
            if state.facts.count >= Self.limit { state.facts = [:] }
            state.facts[subject] = facts
        }
        return facts
    }
}

import Events
import Ledger
import NIOCore
import Practice
import Standards
import Wire

/// Judges many cases at one basis.
struct CaseSweep: Sendable {
    let desk: Desk
    let engine: PackEngine
    let basis: Basis
    let asAt: Day
    private let pace: Pace
    private let teams: TeamsTold

    init(desk: Desk, engine: PackEngine, basis: Basis, asAt: Day, pace: Pace = .atOnce) {
        self.desk = desk
        self.engine = engine
        self.basis = basis
        self.asAt = asAt
        self.pace = pace
        teams = TeamsTold(desk, basis, asAt: asAt)
    }

    /// How fast it goes.
    enum Pace {
        /// On every core: somebody waits.
        case atOnce
        /// One case after the other, and while events are being posted mostly at rest, so that posts are not slowed.
        case besidePosts
    }

    /// Cases of one task, at most.
    private static let stretch = 32
    /// Tasks under way or waiting for a thread, at most: what else is to be done waits behind them.
    private static let ahead = 2 * System.coreCount
    /// Cases judged between two looks at whether events are being posted.
    private static let glance = 4
    /// How many times as long as it worked it rests while events are being posted.
    private static let rest = 24

    /// A case and how it stands.
    struct Judged {
        let subject: Subject
        let isOpen: Bool
        /// Who has the case.
        let responsible: Responsible
        /// Who has each child, where not all have the same worker.
        let byChild: [String: Responsible]
        let record: Record
        /// Whose records else it rests on.
        let others: Set<Subject>
        /// What is told elsewhere of the workers' teams.
        let told: [String: TeamHistory]
        var findings: [Finding]
    }

    /// What `pick` takes of each case, in the order of `subjects`; cases that have no event at the basis are left out.
    func run<Picked: Sendable>(
        _ subjects: [Subject], pick: @escaping @Sendable (Judged) -> Picked
    ) async throws -> [(subject: Subject, picked: Picked)] {
        switch pace {
        case .atOnce: try await runAtOnce(subjects, pick)
        case .besidePosts: try await runBesidePosts(subjects, pick)
        }
    }

    private func runAtOnce<Picked: Sendable>(
        _ subjects: [Subject], _ pick: @escaping @Sendable (Judged) -> Picked
    ) async throws -> [(subject: Subject, picked: Picked)] {
        let now = desk.clock()
        // A few cases must not all fall to one task.
        let stretch = min(Self.stretch, max(1, subjects.count / Self.stretch))
        return try await withThrowingTaskGroup(of: (Int, [(subject: Subject, picked: Picked)]).self) { group in
            var starts = stride(from: 0, to: subjects.count, by: stretch).makeIterator()
            func addNext() {
                guard let start = starts.next() else { return }
                let part = subjects[start..<min(start + stretch, subjects.count)]
                group.addTask {
                    var found: [(subject: Subject, picked: Picked)] = []
                    for subject in part {
                        // A daemon that stops waits for no list.
                        try Task.checkCancellation()
                        if let judged = try await judge(subject, now) { found.append((subject, pick(judged))) }
                    }
                    return (start, found)
                }
            }
            for _ in 0..<Self.ahead { addNext() }
            var parts: [Int: [(subject: Subject, picked: Picked)]] = [:]
            while let (start, found) = try await group.next() {
                parts[start] = found
                addNext()
            }
            return parts.keys.sorted().flatMap { parts[$0] ?? [] }
        }
    }

    private func runBesidePosts<Picked: Sendable>(
        _ subjects: [Subject], _ pick: @escaping @Sendable (Judged) -> Picked
    ) async throws -> [(subject: Subject, picked: Picked)] {
        let now = desk.clock()
        var found: [(subject: Subject, picked: Picked)] = []
        var size = desk.ledger.head.size
        for start in stride(from: 0, to: subjects.count, by: Self.glance) {
            let began = ContinuousClock.now
            for subject in subjects[start..<min(start + Self.glance, subjects.count)] {
                if let judged = try await judge(subject, now) { found.append((subject, pick(judged))) }
            }
            let reached = desk.ledger.head.size
            if reached != size { try await Task.sleep(for: (ContinuousClock.now - began) * Self.rest) }
            size = reached
            try Task.checkCancellation()
        }
        return found
    }

    /// How a case stands; nil where it has no event at the basis.
    private func judge(_ subject: Subject, _ now: Instant) async throws -> Judged? {
        let record = try await desk.record(judging: subject, by: engine, basis)
        guard !record.events.isEmpty else { return nil }
        let state = CaseState(record, asAt: asAt)
        let told = try teams.told(for: record)
        var byChild: [String: Responsible] = [:]
        for child in state.childrenApart { byChild[child] = state.responsible(for: child, told: told) }
        return Judged(
            subject: subject, isOpen: state.isOpen, responsible: state.responsible(told: told), byChild: byChild,
            record: record, others: Set(record.others), told: told,
            findings: engine.findings(of: subject, in: record, asAt: asAt, now: now, .brief))
    }
}

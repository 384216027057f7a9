import Events
import Ledger
import NIOCore
import Practice
import Standards
import Telemetry
import Wire

/// Judges many subjects by one question.
struct StandardsSweep: Sendable {
    let desk: Desk
    let question: StandardsQuestion
    let detail: Engine.Detail
    private let pace: Pace
    private let teams: TeamsTold

    /// - Parameter detail: how much is told of each finding.
    init(_ desk: Desk, _ question: StandardsQuestion, _ detail: Engine.Detail = .brief, pace: Pace = .atOnce) {
        self.desk = desk
        self.question = question
        self.detail = detail
        self.pace = pace
        teams = TeamsTold(desk, question.basis, asAt: question.asAt)
    }

    /// How fast it goes.
    enum Pace {
        /// On every core: somebody waits.
        case atOnce
        /// One after the other, and while events are being posted mostly at rest, so that posts are not slowed.
        case besidePosts
    }

    /// Subjects of one task, at most.
    private static let stretch = 32
    /// Tasks under way or waiting for a thread, at most: what else is to be done waits behind them.
    private static let ahead = 2 * System.coreCount
    /// Subjects judged between two looks at whether events are being posted.
    private static let glance = 4
    /// How many times as long as it worked it rests while events are being posted.
    private static let rest = 24

    /// Somebody or something and how they stand.
    struct Judged {
        let subject: Subject
        /// Whether it is no closed case.
        let isOpen: Bool
        /// Who has the case, or whom else it is for.
        let responsible: Responsible
        /// Who has each child, where not all have the same worker.
        let byChild: [String: Responsible]
        /// Who was responsible when.
        let responsibility: () -> Responsibility
        /// Whose records else it rests on.
        let others: Set<Subject>
        var findings: [Finding]
    }

    /// What `pick` takes of each, in the order of `subjects`; those that have no event at the basis are left out.
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
        // A few must not all fall to one task.
        let stretch = min(Self.stretch, max(1, subjects.count / Self.stretch))
        return try await withThrowingTaskGroup(of: (Int, [(subject: Subject, picked: Picked)]).self) { group in
            var starts = stride(from: 0, to: subjects.count, by: stretch).makeIterator()
            func addNext() {
                guard let start = starts.next() else { return }
                let part = subjects[start..<min(start + stretch, subjects.count)]
                group.addTask {
                    var found: [(subject: Subject, picked: Picked)] = []
                    for subject in part {
                        // A daemon that stops waits for no list, and where nobody waits none is made.
                        try Task.checkCancellation()
                        if let judged = try await judged(subject) { found.append((subject, pick(judged))) }
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
        var found: [(subject: Subject, picked: Picked)] = []
        var size = desk.ledger.head.size
        for start in stride(from: 0, to: subjects.count, by: Self.glance) {
            let began = ContinuousClock.now
            for subject in subjects[start..<min(start + Self.glance, subjects.count)] {
                try Task.checkCancellation()
                if let judged = try await judged(subject) { found.append((subject, pick(judged))) }
            }
            let reached = desk.ledger.head.size
            if reached != size { try await Task.sleep(for: (ContinuousClock.now - began) * Self.rest) }
            size = reached
        }
        return found
    }

    /// How a subject stands; nil where it has no event at the basis.
    ///
    /// - Parameter now: the moment of the question; by itself that at which the record has been read.
    func judged(_ subject: Subject, now: Instant? = nil) async throws -> Judged? {
        let record = try await desk.record(judging: subject, by: question)
        guard !record.events.isEmpty else { return nil }
        let findings = try question.findings(on: subject, in: record, now: now ?? desk.clock(), detail)
        // A case that is broken off in the midst was not judged: who goes on judges it.
        if subject.kind == .case { desk.metrics.judged.add() }
        let others = Set(record.others)
        let end = London.end(of: question.asAt)
        guard subject.kind == .case else {
            let responsibility = try responsibility(ofItself: subject)
            return Judged(
                subject: subject, isOpen: true, responsible: responsibility.at(end), byChild: [:],
                responsibility: { responsibility }, others: others, findings: findings)
        }
        let state = CaseState(record, asAt: question.asAt)
        let told = try teams.told(for: record)
        var byChild: [String: Responsible] = [:]
        for child in state.childrenApart { byChild[child] = state.responsible(for: child, told: told) }
        return Judged(
            subject: subject, isOpen: state.isOpen, responsible: state.responsible(told: told), byChild: byChild,
            responsibility: { Responsibility(record, by: end, told: told) }, others: others, findings: findings)
    }

    /// For whom what is asked of a worker, a team or a service is.
    private func responsibility(ofItself subject: Subject) throws -> Responsibility {
        switch subject.kind {
        case .worker: Responsibility(ofWorker: subject.ref, told: try teams.history(of: subject.ref))
        case .team: Responsibility(ofTeam: try desk.names(of: subject, below: question.basis.size).last ?? subject.ref)
        case .case, .service: .ofService
        }
    }
}

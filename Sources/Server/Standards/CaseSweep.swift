import Events
import Practice
import Standards
import Wire

/// Judges many cases at one basis, on every core.
struct CaseSweep: Sendable {
    let desk: Desk
    let engine: PackEngine
    let basis: Basis
    let asAt: Day

    /// Cases of one task.
    private static let stretch = 32

    /// A case and how it stands.
    struct Judged {
        let subject: Subject
        let isOpen: Bool
        let responsible: Responsible
        let findings: [Finding]
    }

    /// What `pick` takes of each case, in the order of `subjects`.
    func run<Picked: Sendable>(
        _ subjects: [Subject], pick: @escaping @Sendable (Judged) -> Picked
    ) async throws -> [(subject: Subject, picked: Picked)] {
        let now = desk.clock()
        return try await withThrowingTaskGroup(of: (Int, [(subject: Subject, picked: Picked)]).self) { group in
            for start in stride(from: 0, to: subjects.count, by: Self.stretch) {
                let part = subjects[start..<min(start + Self.stretch, subjects.count)]
                group.addTask {
                    var found: [(subject: Subject, picked: Picked)] = []
                    for subject in part {
                        let record = try await desk.record(judging: subject, by: engine, basis)
                        guard !record.events.isEmpty else { continue }
                        let state = CaseState(record, asAt: asAt)
                        let findings = engine.findings(of: subject, in: record, asAt: asAt, now: now)
                        found.append(
                            (
                                subject,
                                pick(
                                    Judged(
                                        subject: subject, isOpen: state.isOpen, responsible: state.responsible,
                                        findings: findings))
                            ))
                    }
                    return (start, found)
                }
            }
            var parts: [Int: [(subject: Subject, picked: Picked)]] = [:]
            for try await (start, found) in group { parts[start] = found }
            return parts.keys.sorted().flatMap { parts[$0] ?? [] }
        }
    }
}

import Events
import Ledger
import Practice
import Standards
import Wire

extension Desk {
    /// The findings on a subject's whole record, and what of them somebody is told who may not see all of it: the same as where
    /// they ask about that subject alone.
    ///
    /// - Returns: `told` is nil where they see all of the record.
    func findings(
        on subject: Subject, by question: StandardsQuestion, for access: AccessFilter
    ) async throws -> (all: [Finding], told: [Finding]?) {
        let now = clock()
        let whole = try await record(judging: subject, by: question)
        let all = try question.findings(on: subject, in: whole, now: now)
        let seen = try await access.uncounted { try await record(judging: subject, by: question, access) }
        guard seen.isPartial else { return (all, nil) }
        return (all, Finding.telling(try question.findings(on: subject, in: seen, now: now), beside: all))
    }
}

extension StandardsSweep {
    /// What `pick` takes of each, as somebody is told of it who may not see all records.
    func run<Picked: Sendable>(
        _ subjects: [Subject], for access: AccessFilter, pick: @escaping @Sendable (Judged) -> Picked
    ) async throws -> [Picked] {
        var picked: [Picked] = []
        for part in try await run(subjects, pick: { (what: pick($0), others: $0.others) }) {
            try Task.checkCancellation()
            guard try access.isBlind(to: part.picked.others), var judged = try await judged(part.subject) else {
                picked.append(part.picked.what)
                continue
            }
            let findings = try await desk.findings(on: part.subject, by: question, for: access)
            judged.findings = findings.told ?? findings.all
            picked.append(pick(judged))
        }
        return picked
    }
}

extension AccessFilter {
    /// Whether one of these is out of the visitor's sight.
    func isBlind(to subjects: Set<Subject>) throws -> Bool { try subjects.contains { try !sees($0) } }
}

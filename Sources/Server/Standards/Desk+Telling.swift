import Events
import Ledger
import Practice
import Standards
import Wire

extension Desk {
    /// The findings on a subject's whole record, and what of them somebody is told who may not see all of it: the same as where
    /// they ask about that subject alone.
    ///
    /// - Parameter detail: as much of each finding as is shown: what makes no difference to that need not be compared.
    /// - Returns: `told` is nil where they see all of the record.
    func findings(
        on subject: Subject, by question: StandardsQuestion, _ detail: Engine.Detail, for access: AccessFilter
    ) async throws -> (all: [Finding], told: [Finding]?) {
        let whole = try await record(judging: subject, by: question)
        let now = clock()
        let all = try question.findings(on: subject, in: whole, now: now, detail)
        return (all, try await told(all, on: subject, by: question, detail, now: now, for: access))
    }

    /// What of the findings on a subject's whole record somebody is told; nil where they see all of the record.
    func told(
        _ all: [Finding], on subject: Subject, by question: StandardsQuestion, _ detail: Engine.Detail, now: Instant,
        for access: AccessFilter
    ) async throws -> [Finding]? {
        let seen = try await access.uncounted { try await record(judging: subject, by: question, access) }
        guard seen.isPartial else { return nil }
        return Finding.telling(try question.findings(on: subject, in: seen, now: now, detail), beside: all)
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
            let now = desk.clock()
            guard try access.isBlind(to: part.picked.others), var judged = try await judged(part.subject, now: now),
                let told = try await desk.told(judged.findings, on: part.subject, by: question, detail, now: now, for: access)
            else {
                picked.append(part.picked.what)
                continue
            }
            judged.findings = told
            picked.append(pick(judged))
        }
        return picked
    }
}

extension AccessFilter {
    /// Whether one of these is out of the visitor's sight.
    func isBlind(to subjects: Set<Subject>) throws -> Bool { try subjects.contains { try !sees($0) } }
}

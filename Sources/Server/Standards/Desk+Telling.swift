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
        on subject: Subject, by engine: PackEngine, _ basis: Basis, asAt: Day, for access: AccessFilter
    ) async throws -> (all: [Finding], told: [Finding]?) {
        let now = clock()
        let whole = try await record(judging: subject, by: engine, basis)
        let all = engine.findings(of: subject, in: whole, asAt: asAt, now: now)
        let seen = try await access.uncounted { try await record(judging: subject, by: engine, basis, access) }
        guard seen.isPartial else { return (all, nil) }
        return (all, Finding.telling(engine.findings(of: subject, in: seen, asAt: asAt, now: now), beside: all))
    }

    /// A case as somebody is told of it who may not see all of its record.
    func told(
        _ judged: CaseSweep.Judged, by engine: PackEngine, _ basis: Basis, asAt: Day, for access: AccessFilter
    ) async throws -> CaseSweep.Judged {
        guard try access.isBlind(to: judged.others) else { return judged }
        var judged = judged
        let findings = try await findings(on: judged.subject, by: engine, basis, asAt: asAt, for: access)
        judged.findings = findings.told ?? findings.all
        return judged
    }
}

extension AccessFilter {
    /// Whether one of these is out of the visitor's sight.
    func isBlind(to subjects: Set<Subject>) throws -> Bool { try subjects.contains { try !sees($0) } }
}

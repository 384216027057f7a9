import Events
import Ledger
import Practice
import Standards
import Wire

extension Desk {
    /// How clauses that another sums up stand in all that the ledger holds at a basis, as far as a visitor may be told: every
    /// case, worker, team and service is judged by them.
    func breaches(
        of clauses: [Clause.ID], _ basis: Basis, asAt: Day, for access: AccessFilter
    ) async throws -> Breaches {
        let engines = standards.engines(judging: clauses)
        var found = Breaches(of: clauses, judging: engines.reduce(into: []) { $0.formUnion($1.own) })
        for (engine, own) in engines {
            let kinds = Set(engine.pack.clauses.filter { own.contains($0.id) }.map(\.subject))
            for kind in Subject.Kind.allCases where kinds.contains(kind) {
                let all = try ledger.subjects(kind)
                let seen = try all.filter(access.sees)
                if seen.count < all.count { found.isPartial = true }
                for one in kind == .case
                    ? try await judged(seen, by: engine, basis, asAt: asAt, for: access)
                    : try await judgedApart(seen, by: engine, basis, asAt: asAt, for: access)
                {
                    found.take(one.findings, isOpen: one.isOpen)
                }
            }
        }
        return found
    }

    private typealias Standing = (findings: [Finding], isOpen: Bool)

    private func judged(
        _ cases: [Subject], by engine: PackEngine, _ basis: Basis, asAt: Day, for access: AccessFilter
    ) async throws -> [Standing] {
        let parts = try await CaseSweep(desk: self, engine: engine, basis: basis, asAt: asAt).run(cases) { judged in
            // A record that is seen whole is let go of at once.
            (findings: judged.findings, isOpen: judged.isOpen, resting: judged.others.isEmpty ? nil : judged)
        }
        var found: [Standing] = []
        for part in parts.map(\.picked) {
            var findings = part.findings
            if let resting = part.resting {
                findings = try await told(resting, by: engine, basis, asAt: asAt, for: access).findings
            }
            found.append((findings, part.isOpen))
        }
        return found
    }

    private func judgedApart(
        _ subjects: [Subject], by engine: PackEngine, _ basis: Basis, asAt: Day, for access: AccessFilter
    ) async throws -> [Standing] {
        var found: [Standing] = []
        for subject in subjects {
            let findings = try await findings(on: subject, by: engine, basis, asAt: asAt, for: access)
            found.append((findings.told ?? findings.all, true))
        }
        return found
    }
}

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
            let question = StandardsQuestion(self, engine, .some(own), basis, asAt: asAt)
            let all = try subjects(judgedBy: question)
            let seen = try all.filter(access.sees)
            if seen.count < all.count { found.isPartial = true }
            let standing = try await StandardsSweep(self, question, .figures).run(seen, for: access) { ($0.findings, $0.isOpen) }
            for (findings, isOpen) in standing { found.take(findings, isOpen: isOpen) }
        }
        return found
    }

    /// How what some clauses of a question sum up stands; nil where they sum up nothing.
    ///
    /// - Parameter kind: what those clauses are about; nil for whatever.
    func breaches(
        summedUpBy question: StandardsQuestion, about kind: Subject.Kind? = nil, for access: AccessFilter
    ) async throws -> Breaches? {
        let summed = question.engine.summedUp(by: kind, on: question.asAt, question.clauses)
        guard !summed.isEmpty else { return nil }
        return try await access.uncounted { try await breaches(of: summed, question.basis, asAt: question.asAt, for: access) }
    }
}

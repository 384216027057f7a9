import Access
import Events
import HTTPTypes
import Hummingbird
import JSON
import Ledger
import Practice
import Standards
import Wire

/// How often each clause was met in a period, by team: as JSON, or as CSV for a spreadsheet.
struct CountRoutes {
    let desk: Desk

    func add(to router: Router<Context>) { router.get("/v1/standards/{pack}/counts", use: counts) }

    private func counts(_ request: Request, context: Context) async throws -> Response {
        let visitor = try desk.admit(request, context, to: .review)
        let query = QueryReader(
            request, allowed: ["as_at", "from", "to", "team", "clause", "format"] + BasisReader.parameters)
        let engine = try desk.standards.engine(context.segment("pack"))
        let period = try query.period()
        let team = try query.words("team")
        let clause = try FindingFilter.clause(query, engine.pack, about: .case)
        let format = try query.text("format") ?? "json"
        guard format == "json" || format == "csv" else { throw Problem.badQuery("format is json or csv.") }
        let asAt = try query.day("as_at") ?? desk.today
        let basis = try await desk.basis(query)
        let unknown = try desk.unknown(team: team, below: basis.size)
        let access = try await AccessFilter(desk, visitor, context.visit)
        let subjects = try desk.ledger.subjects(.case).filter { try access.admits(1, of: $0) }
        context.visit.looks(at: .ledger)
        context.visit.rests(on: basis.size, leavingOut: access.leftOut)
        let parts = try await CaseSweep(desk: desk, engine: engine, basis: basis, asAt: asAt).run(
            subjects
        ) { judged -> Part in
            Part(
                counts: Self.count(judged, in: period, asAt: asAt, clause: clause, team: team),
                resting: judged.others.isEmpty ? nil : judged)
        }
        var counts: [CountKey: Int] = [:]
        for part in parts.map(\.picked) {
            var its = part.counts
            if let resting = part.resting, try access.isBlind(to: resting.others) {
                let told = try await desk.told(resting, by: engine, basis, asAt: asAt, for: access)
                its = Self.count(told, in: period, asAt: asAt, clause: clause, team: team)
            }
            counts.merge(its, uniquingKeysWith: +)
        }
        let rows = CountRow.all(counts, engine.pack)
        if format == "csv" { return .text("text/csv; charset=utf-8; header=present", CountRow.csv(rows)) }
        return Response.json { writer in
            writer.member("pack", engine.pack.id)
            writer.member("as_at", asAt.description)
            writer.member("from", period.from?.description)
            writer.member("to", period.to?.description)
            writer.member("counts", rows)
            writer.unknown(unknown)
            writer.leftOut(access)
            writer.member("basis", basis)
        }
    }

    /// The counts of one case.
    private struct Part {
        let counts: [CountKey: Int]
        /// The case, where it rests on the records of others too: whoever may not see these is told less.
        let resting: CaseSweep.Judged?
    }

    /// The findings of a case that fall into the period: by the day they were due, else the day of what called for an
    /// answer, else the end of what was judged. Each counts for the team that had the case then.
    private static func count(
        _ judged: CaseSweep.Judged, in period: Period, asAt: Day, clause: Clause.ID?, team: String?
    ) -> [CountKey: Int] {
        let responsibility = Responsibility(judged.record, by: London.end(of: asAt), told: judged.told)
        var counts: [CountKey: Int] = [:]
        for finding in judged.findings where finding.status != .notApplicable {
            let moment =
                finding.due.map { London.start(of: $0.day) } ?? finding.trigger?.time.instant ?? finding.period?.through
                ?? London.start(of: asAt)
            guard clause.map({ $0 == finding.clause }) ?? true, period.from.map({ $0 <= moment }) ?? true,
                period.to.map({ moment <= $0 }) ?? true
            else { continue }
            let its = responsibility.at(moment, for: finding.child).team
            guard team.map({ $0 == its }) ?? true else { continue }
            counts[CountKey(clause: finding.clause, team: its, status: finding.status), default: 0] += 1
        }
        return counts
    }
}

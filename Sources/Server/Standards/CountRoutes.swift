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
        let clauses = Engine.Selection(try FindingFilter.clause(query, engine.pack))
        let format = try query.text("format") ?? "json"
        guard format == "json" || format == "csv" else { throw Problem.badQuery("format is json or csv.") }
        let asAt = try query.day("as_at") ?? desk.today
        let basis = try await desk.basis(query)
        let unknown = try desk.unknown(team: team, below: basis.size)
        let access = try await AccessFilter(desk, visitor, context.visit)
        var question = StandardsQuestion(desk, engine, clauses, basis, asAt: asAt)
        let subjects = try desk.subjects(judgedBy: question).filter { try access.admits(1, of: $0) }
        context.visit.looks(at: .ledger)
        context.visit.rests(on: basis.size, leavingOut: access.leftOut)
        question.breaches = try await desk.breaches(summedUpBy: question, for: access)
        let parts = try await StandardsSweep(desk, question, .figures).run(subjects, for: access) {
            Self.count($0, in: period, asAt: asAt, team: team)
        }
        let counts = parts.reduce(into: [CountKey: Int]()) { $0.merge($1, uniquingKeysWith: +) }
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

    /// The findings on a subject that fall into the period: by the day they were due, else the day of what called for an
    /// answer, else the end of what was judged. Each counts for the team that had the case then, or in which the worker was.
    private static func count(
        _ judged: StandardsSweep.Judged, in period: Period, asAt: Day, team: String?
    ) -> [CountKey: Int] {
        let responsibility = judged.responsibility()
        var counts: [CountKey: Int] = [:]
        for finding in judged.findings where finding.status != .notApplicable {
            let moment =
                finding.due.map { London.start(of: $0.day) } ?? finding.trigger?.time.instant ?? finding.period?.through
                ?? London.start(of: asAt)
            guard period.from.map({ $0 <= moment }) ?? true, period.to.map({ moment <= $0 }) ?? true else { continue }
            let its = responsibility.at(moment, for: finding.child).team
            guard team.map({ $0 == its }) ?? true else { continue }
            counts[CountKey(clause: finding.clause, team: its, status: finding.status), default: 0] += 1
        }
        return counts
    }
}

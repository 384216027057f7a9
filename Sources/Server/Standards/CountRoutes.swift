import Access
import CSV
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
        let clause = try FindingFilter.clause(query, engine.pack)
        let format = try query.text("format") ?? "json"
        guard format == "json" || format == "csv" else { throw Problem.badQuery("format is json or csv.") }
        let asAt = try query.day("as_at") ?? desk.today
        let basis = try await desk.basis(query)
        let unknown = try desk.unknown(team: team, below: basis.size)
        let sight = try await Sight(desk, visitor, context.visit)
        let subjects = try desk.ledger.subjects(.case).filter { try sight.admits(1, of: $0) }
        context.visit.looks(at: VisitorsBook.ledgerSubject)
        context.visit.rests(on: basis.size, leavingOut: sight.leftOut)
        let parts = try await CaseSweep(desk: desk, engine: engine, basis: basis, asAt: asAt).run(
            subjects
        ) { judged -> [CountKey: Int] in
            Self.count(judged, in: period, asAt: asAt, clause: clause, team: team)
        }
        var counts: [CountKey: Int] = [:]
        for part in parts { counts.merge(part.picked, uniquingKeysWith: +) }
        let rows = CountRow.all(counts, engine.pack)
        if format == "csv" { return .text("text/csv; charset=utf-8; header=present", CountRow.csv(rows)) }
        return Response.json { writer in
            writer.member("pack", engine.pack.id)
            writer.member("as_at", asAt.description)
            writer.member("from", period.from?.description)
            writer.member("to", period.to?.description)
            writer.member("counts", rows)
            writer.unknown(unknown)
            writer.leftOut(sight)
            writer.member("basis", basis)
        }
    }

    /// The findings of a case that fall into the period: by the day they were due, else the day of what called for an
    /// answer, else the end of what was judged. Each counts for the team that had the case then.
    private static func count(
        _ judged: CaseSweep.Judged, in period: Period, asAt: Day, clause: Clause.ID?, team: String?
    ) -> [CountKey: Int] {
        let responsibility = Responsibility(judged.record, by: London.end(of: asAt))
        var counts: [CountKey: Int] = [:]
        for finding in judged.findings where finding.status != .notApplicable {
            let moment =
                finding.due.map { London.start(of: $0.day) } ?? finding.trigger?.time.instant ?? finding.period?.through
                ?? London.start(of: asAt)
            guard clause.map({ $0 == finding.clause }) ?? true, period.from.map({ $0 <= moment }) ?? true,
                period.to.map({ moment <= $0 }) ?? true
            else { continue }
            let its = responsibility.at(moment).team
            guard team.map({ $0 == its }) ?? true else { continue }
            counts[CountKey(clause: finding.clause, team: its, status: finding.status), default: 0] += 1
        }
        return counts
    }
}

/// What is counted apart.
struct CountKey: Hashable, Sendable {
    let clause: Clause.ID
    let team: String?
    let status: Finding.Status
}

/// The counts of one clause in one team.
struct CountRow: JSONWritable {
    let clause: Clause.ID
    let says: String
    let team: String?
    let counts: [Finding.Status: Int]

    /// In the order of the pack, then of the teams' names.
    static func all(_ counts: [CountKey: Int], _ pack: Pack) -> [CountRow] {
        var byClause: [Clause.ID: [String?: [Finding.Status: Int]]] = [:]
        for (key, count) in counts { byClause[key.clause, default: [:]][key.team, default: [:]][key.status] = count }
        return pack.clauses.flatMap { clause in
            (byClause[clause.id] ?? [:]).sorted { ($0.key ?? "") < ($1.key ?? "") }.map {
                CountRow(clause: clause.id, says: clause.says, team: $0.key, counts: $0.value)
            }
        }
    }

    /// Met, of those met, late or missed; nil where there are none.
    var rate: Double? {
        let met = counts[.met] ?? 0
        let all = met + (counts[.late] ?? 0) + (counts[.missed] ?? 0)
        return all == 0 ? nil : Double(met) / Double(all)
    }

    /// The rate in whole thousandths, as text: 0.875.
    private var rateText: String? {
        rate.map { rate in
            let thousandths = Int((rate * 1000).rounded())
            let digits = String(thousandths % 1000)
            return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("clause", clause)
            writer.member("team", team)
            for status in Finding.Status.allCases where status != .notApplicable {
                writer.member(status.rawValue, counts[status] ?? 0)
            }
            writer.key("rate_met")
            if let rateText { writer.raw(Array(rateText.utf8)[...]) } else { writer.null() }
        }
    }

    static func csv(_ rows: [CountRow]) -> String {
        let statuses = Finding.Status.allCases.filter { $0 != .notApplicable }
        let names = ["clause", "says", "team"] + statuses.map(\.rawValue) + ["rate_met"]
        let lines = rows.map { row in
            [row.clause, row.says, row.team ?? ""] + statuses.map { String(row.counts[$0] ?? 0) } + [row.rateText ?? ""]
        }
        let bytes = ([names] + lines).flatMap { CSVLine.bytes($0.map { Array($0.utf8) }) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

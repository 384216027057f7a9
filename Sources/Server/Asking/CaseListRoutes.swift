import Access
import Events
import Hummingbird
import JSON
import Ledger
import Practice
import Views
import Wire

/// Which cases there are, and whose they are.
struct CaseListRoutes {
    let desk: Desk

    private static let usualLimit = 500
    private static let mostLimit = 2_000
    /// Cases looked at for one page: a team may have none, and an answer must not take for ever.
    private static let mostCases = 2_000

    func add(to router: Router<Context>) { router.get("/v1/cases", use: list) }

    /// A case in the list.
    private struct Item: JSONWritable {
        let subject: Subject
        let status: String
        let responsible: Responsible
        let erasure: Erasure?

        func write(to writer: inout JSONWriter) {
            writer.object { writer in
                writer.member("case", subject.ref)
                writer.member("status", status)
                writer.member("worker", responsible.worker)
                writer.member("team", responsible.team)
                writer.erased(erasure)
            }
        }
    }

    private func list(_ request: Request, context: Context) async throws -> Response {
        let visitor = try desk.admit(request, context, to: .review)
        let query = QueryReader(
            request, allowed: ["open", "team", "worker", "since", "as_at"] + BasisReader.parameters + Page.parameters)
        let page = try Page(query, usual: Self.usualLimit, most: Self.mostLimit)
        let team = try query.words("team")
        let worker = try query.words("worker")
        let open = try query.text("open")
        guard open == nil || open == "true" || open == "false" else { throw Problem.badQuery("open is true or false.") }
        let since = try query.day("since").map { London.start(of: $0) }
        let asAt = try desk.asAt(query)
        let basis = try await desk.basis(query, page)
        let unknown = try desk.unknown(team: team, person: worker, below: basis.size)
        let cases = try desk.cases(below: basis.size)
        let access = try await AccessFilter(desk, visitor, context.visit)
        context.visit.looks(at: .ledger)
        let teams = TeamsTold(desk, basis, asAt: asAt ?? desk.today)
        var found: [Item] = []
        var at = page.start
        let end = min(cases.count, at + Self.mostCases)
        while at < end, found.count < page.limit {
            try Task.checkCancellation()
            let subject = cases[at]
            at += 1
            guard try access.admits(1, of: subject) else { continue }
            let record = try await desk.record(of: subject, basis, access)
            // Nothing was on record of it by then, or had happened.
            guard let last = record.lastTime(by: asAt) else { continue }
            let state = CaseState(record, asAt: asAt)
            let responsible = state.responsible(told: try teams.told(for: record))
            let erasure = try desk.ledger.erasure(of: subject)
            // Nobody can tell any more how an erased case stands, but nobody works on it.
            let isOpen = state.isOpen && erasure == nil
            let isRecent = since.map { last >= $0 } ?? true
            if isRecent, open.map({ ($0 == "true") == isOpen }) ?? true,
                team.map({ $0 == responsible.team }) ?? true, worker.map({ $0 == responsible.worker }) ?? true
            {
                found.append(Item(subject: subject, status: state.status, responsible: responsible, erasure: erasure))
                context.visit.shows(1, of: subject)
            }
        }
        context.visit.rests(on: basis.size, leavingOut: access.leftOut)
        return Response.json { writer in
            writer.member("cases", found)
            writer.unknown(unknown)
            writer.leftOut(access)
            writer.member("next", at < cases.count ? Page.cursor(basis, [Int64(at)]) : nil)
            writer.member("basis", basis)
        }
    }
}

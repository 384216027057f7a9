import Access
import Events
import Hummingbird
import JSON
import Ledger
import Practice
import Wire

/// `GET /v1/contradictions`: statements that disagree, across cases.
struct ContradictionRoutes {
    let desk: Desk

    private static let usualLimit = 100
    private static let mostLimit = 1_000
    /// Cases looked at for one page: most have no contradictions, and an answer must not take for ever.
    private static let mostCases = 2_000

    func add(to router: Router<Context>) { router.get("/v1/contradictions", use: list) }

    private func list(_ request: Request, context: Context) async throws -> Response {
        let visitor = try desk.admit(request, context, to: .review)
        let query = QueryReader(request, allowed: ["from", "to", "as_at"] + BasisReader.parameters + Page.parameters)
        let page = try Page(query, usual: Self.usualLimit, most: Self.mostLimit)
        let period = try query.period()
        let asAt = try desk.asAt(query)
        let basis = try await desk.basis(query, page)
        let access = try await AccessFilter(desk, visitor, context.visit)
        context.visit.looks(at: .ledger)
        let cases = try desk.cases(below: basis.size)
        var found: [Contradiction] = []
        var at = page.start
        // Contradictions of that case that earlier pages showed.
        var shown = page.startWithin
        let end = min(cases.count, at + Self.mostCases)
        while at < end, found.count < page.limit {
            try Task.checkCancellation()
            let subject = cases[at]
            var rest: ArraySlice<Contradiction> = []
            if try access.admits(1, of: subject) {
                let record = try await desk.record(of: subject, basis, access)
                rest = Contradictions(record, desk.perspective, within: period, asAt: asAt).entries.dropFirst(shown)
            }
            let some = rest.prefix(page.limit - found.count)
            if !some.isEmpty { context.visit.shows(some.count, of: subject) }
            found += some
            (at, shown) = some.count < rest.count ? (at, shown + some.count) : (at + 1, 0)
        }
        context.visit.rests(on: basis.size, leavingOut: access.leftOut)
        let next = at < cases.count ? Page.cursor(basis, [Int64(at)] + (shown > 0 ? [Int64(shown)] : [])) : nil
        return Response.json { writer in
            writer.member("contradictions", found)
            writer.leftOut(access)
            writer.member("next", next)
            writer.member("basis", basis)
        }
    }
}

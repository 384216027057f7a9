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
    /// Events looked at for one page: cases without contradictions are the most, and an answer must not take for ever.
    private static let mostEvents = 20_000

    func add(to router: Router<Context>) { router.get("/v1/contradictions", use: list) }

    private func list(_ request: Request, context: Context) async throws -> Response {
        let visitor = try desk.admit(request, context, to: .review)
        let query = QueryReader(request, allowed: ["from", "to", "as_at"] + BasisReader.parameters + Page.parameters)
        let page = try Page(query, usual: Self.usualLimit, most: Self.mostLimit)
        let period = try query.period()
        let asAt = try query.day("as_at")
        let basis = try await desk.basis(query, page)
        let sight = try await Sight(desk, visitor, context.visit)
        context.visit.looks(at: VisitorsBook.ledgerSubject)
        var found: [Contradiction] = []
        var position = UInt64(max(0, page.place.first ?? 0))
        var seen = 0
        while position < basis.size, found.count < page.limit, seen < Self.mostEvents {
            seen += 1
            let at = Position(position)
            position += 1
            // A case is looked at where its first event stands.
            guard let event = try desk.ledger.event(at: at), event.attributes.subject.kind == .case,
                try desk.ledger.positions(of: event.attributes.subject).first == at
            else { continue }
            guard try sight.admits(event) else { continue }
            let record = try await desk.record(of: event.attributes.subject, basis, sight)
            let entries = Contradictions(record, desk.perspective, within: period, asAt: asAt).entries
            if !entries.isEmpty { context.visit.shows(entries.count, of: event.attributes.subject) }
            found += entries
        }
        context.visit.rests(on: basis.size, leavingOut: sight.leftOut)
        let next = position < basis.size ? Page.cursor(basis, [Int64(position)]) : nil
        return Response.json { writer in
            writer.member("contradictions", found)
            writer.leftOut(sight)
            writer.member("next", next)
            writer.member("basis", basis)
        }
    }
}

import Access
import Events
import Hummingbird
import JSON
import Ledger
import Practice
import Standards
import Wire

/// What is overdue, what is due soon, and how often the standards were met: across cases.
struct DueRoutes {
    let desk: Desk

    private static let usualLimit = 100
    private static let mostLimit = 10_000
    /// Days within which something is due soon, where nothing is said.
    private static let usualDays: UInt64 = 14
    private static let mostDays: UInt64 = 366

    func add(to router: Router<Context>) {
        router.get("/v1/standards/{pack}/overdue") { try await list($0, $1, more: []) { _ in { $0.isOverdue } } }
        router.get("/v1/standards/{pack}/due") { request, context in
            try await list(request, context, more: ["within"]) { query in
                let days = try query.number("within") ?? Self.usualDays
                guard days <= Self.mostDays else { throw Problem.badQuery("within is at most \(Self.mostDays) days.") }
                let last = (try query.day("as_at") ?? desk.today).adding(days: Int(days))
                return { !$0.isOverdue && $0.due.day <= last }
            }
        }
    }

    private func list(
        _ request: Request, _ context: Context, more: [String],
        _ wanted: (QueryReader) throws -> (DueItem) -> Bool
    ) async throws -> Response {
        let visitor = try desk.admit(request, context, to: .review)
        let query = QueryReader(
            request, allowed: ["as_at", "team", "worker"] + more + BasisReader.parameters + Page.parameters)
        let page = try Page(query, usual: Self.usualLimit, most: Self.mostLimit)
        let engine = try desk.standards.engine(context.parameters.get("pack"))
        let isWanted = try wanted(query)
        let team = try query.text("team")
        let worker = try query.text("worker")
        let asAt = try query.day("as_at") ?? desk.today
        let sheet = try await sheet(query, engine, asAt, page)
        let sight = try await Sight(desk, visitor, context.visit)
        let found = try sheet.cases.sorted { $0.key.ref < $1.key.ref }.flatMap { subject, items in
            let wanted = items.filter { item in
                isWanted(item) && (team.map { $0 == item.team } ?? true) && (worker.map { $0 == item.worker } ?? true)
            }
            return try sight.admits(wanted.count, of: subject) ? wanted.map { (subject: subject, item: $0) } : []
        }
        // Equally late ones stand in the order of their cases.
        let sorted = found.enumerated().sorted { a, b in
            let (one, other) = (a.element.item, b.element.item)
            return one.due.end != other.due.end ? DueItem.isWorse(one, other) : a.offset < b.offset
        }.map(\.element)
        let (shown, next) = page.cut(sorted, sheet.basis)
        context.visit.looks(at: VisitorsBook.ledgerSubject)
        for line in shown { context.visit.shows(1, of: line.subject) }
        context.visit.rests(on: sheet.basis.size, leavingOut: sight.leftOut)
        return Response.json { writer in
            writer.member("pack", engine.pack.id)
            writer.member("as_at", asAt.description)
            writer.member("total", sorted.count)
            writer.member("findings", shown.map(\.item))
            writer.leftOut(sight)
            writer.member("next", next)
            writer.member("basis", sheet.basis)
        }
    }

    /// The kept sheet where it answers the question: today, with all that is known. Any other is made for it.
    private func sheet(_ query: QueryReader, _ engine: PackEngine, _ asAt: Day, _ page: Page) async throws -> DueBook.Sheet {
        let basis = try await desk.basis(query, page)
        if asAt == desk.today, basis.enteredBy == nil, basis.size == desk.ledger.head.size {
            return try await desk.dueBook.sheet(of: engine, desk)
        }
        let items = try await CaseSweep(desk: desk, engine: engine, basis: basis, asAt: asAt).run(
            try desk.ledger.subjects(.case)
        ) { judged in judged.findings.compactMap { DueItem($0, of: judged, asAt: asAt) } }
        return DueBook.Sheet(
            basis: basis, day: asAt, cases: Dictionary(uniqueKeysWithValues: items.map { ($0.subject, $0.picked) }))
    }
}

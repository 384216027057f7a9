import Access
import Events
import Hummingbird
import JSON
import Ledger
import Practice
import Standards
import Wire

/// What is overdue, and what is due soon: across cases, workers, teams and services.
struct DueRoutes {
    let desk: Desk

    private static let usualLimit = 100
    private static let mostLimit = 10_000
    /// Days within which something is due soon, where nothing is said.
    private static let usualDays: UInt64 = 14
    private static let mostDays: UInt64 = 366

    func add(to router: Router<Context>) {
        router.get("/v1/standards/{pack}/overdue") { try await list($0, $1, more: []) { _ in nil } }
        router.get("/v1/standards/{pack}/due") { request, context in
            try await list(request, context, more: ["within"]) { query in
                let days = try query.number("within") ?? Self.usualDays
                guard days <= Self.mostDays else { throw Problem.badQuery("within is at most \(Self.mostDays) days.") }
                return London.end(of: (try query.day("as_at") ?? desk.today).adding(days: Int(days)))
            }
        }
    }

    /// - Parameter until: what is due at this moment at the latest is asked for; what is overdue where it is nil.
    private func list(
        _ request: Request, _ context: Context, more: [String], until: (QueryReader) throws -> Instant?
    ) async throws -> Response {
        let visitor = try desk.admit(request, context, to: .review)
        let query = QueryReader(
            request, allowed: ["as_at", "team", "worker"] + more + BasisReader.parameters + Page.parameters)
        let page = try Page(query, usual: Self.usualLimit, most: Self.mostLimit)
        let engine = try desk.standards.engine(context.segment("pack"))
        let wish = DueSheet.Wish(until: try until(query), team: try query.words("team"), worker: try query.words("worker"))
        let asAt = try query.day("as_at") ?? desk.today
        let (sheet, behind) = try await sheet(query, engine, asAt, page)
        let unknown = try desk.unknown(team: wish.team, person: wish.worker, below: sheet.basis.size)
        let access = try await AccessFilter(desk, visitor, context.visit)
        let shown = page.range
        let told = try await sheet.told(to: access, wish, by: engine, desk)
        let (found, total, untold) = try sheet.find(wish, in: shown, telling: told) { try access.admits($0, of: $1) }
        access.leavesOut(untold)
        context.visit.looks(at: .ledger)
        for line in found { context.visit.shows(1, of: line.due.subject) }
        context.visit.rests(on: sheet.basis.size, leavingOut: access.leftOut)
        return Response.json { writer in
            writer.member("pack", engine.pack.id)
            writer.member("as_at", asAt.description)
            writer.member("total", total)
            if behind > 0 { writer.member("behind", behind) }
            writer.unknown(unknown)
            writer.key("findings")
            writer.array { writer in for line in found { line.due.write(line.number, asAt: asAt, to: &writer) } }
            writer.leftOut(access)
            writer.member(
                "next", shown.upperBound < total ? Page.cursor(sheet.basis, [Int64(shown.upperBound)]) : nil)
            writer.member("basis", sheet.basis)
        }
    }

    /// The kept sheet where it answers the question: today, with all that is known. Any other is made for it.
    private func sheet(
        _ query: QueryReader, _ engine: PackEngine, _ asAt: Day, _ page: Page
    ) async throws -> (sheet: DueSheet, behind: UInt64) {
        // Who names no basis has the list at once; who names one has exactly that.
        if asAt == desk.today, page.size == nil, try BasisReader.parameters.allSatisfy({ try query.text($0) == nil }) {
            return try await desk.dueBook.present(of: engine, desk)
        }
        let basis = try await desk.basis(query, page)
        if asAt == desk.today, basis.enteredBy == nil {
            if let kept = await desk.dueBook.sheet(of: engine, at: basis.size, asAt) { return (kept, 0) }
            if basis.size == desk.ledger.head.size {
                let sheet = try await desk.dueBook.sheet(of: engine, desk)
                if sheet.basis.size == basis.size { return (sheet, 0) }
            }
        }
        let question = StandardsQuestion(desk, engine, .fallingDue, basis, asAt: asAt)
        let all = try await StandardsSweep(desk, question).run(try desk.subjects(judgedBy: question)) { DueSubject($0) }
        return (DueSheet(all.compactMap(\.picked), of: question), 0)
    }
}

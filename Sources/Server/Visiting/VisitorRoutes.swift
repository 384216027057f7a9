import Access
import Events
import Hummingbird
import JSON
import Ledger
import Practice
import Views
import Wire

/// Reading the visitors' book, which is itself written in it.
struct VisitorRoutes {
    let desk: Desk

    private static let usualLimit = 1_000
    private static let mostLimit = 10_000
    private static let parameters = ["from", "to"] + Page.parameters

    func add(to router: Router<Context>) {
        router.get("/v1/cases/{ref}/viewers", use: ofCase)
        router.get("/v1/visitors", use: all)
        router.get("/v1/visitors/events/{position}", use: one)
    }

    private var book: VisitorsBook { desk.book }

    private func ofCase(_ request: Request, context: Context) async throws -> Response {
        _ = try desk.admit(request, context, to: .visitors)
        let query = QueryReader(request, allowed: Self.parameters)
        let page = try Page(query, usual: Self.usualLimit, most: Self.mostLimit)
        let period = try query.period()
        let subject = try context.subject(.case)
        let basis = try basis(page)
        let found = try await find(page, basis, period, in: try book.ledger.positions(of: subject, below: basis.size))
        return answer(found, basis, context, subject) { $0.member("case", subject.ref) }
    }

    private func all(_ request: Request, context: Context) async throws -> Response {
        _ = try desk.admit(request, context, to: .visitors)
        let query = QueryReader(request, allowed: ["by"] + Self.parameters)
        let page = try Page(query, usual: Self.usualLimit, most: Self.mostLimit)
        let period = try query.period()
        let by = try query.words("by")
        // Before anything is read: where the book cannot be written, its views may lag behind it too.
        context.visit.isOfTheBook()
        context.visit.looks(at: .ledger)
        let basis = try basis(page)
        var positions: [Position]?
        if let by {
            try await book.views.reach(basis.size)
            positions = try book.views.positions(actor: by, below: basis.size)
        }
        let found = try await find(page, basis, period, in: positions)
        return answer(found, basis, context, .ledger) { $0.member("by", by) }
    }

    /// Entries opened at once.
    private static let stretch = 500
    /// How far the clock may step back while an entry waits to be written, in seconds: an entry bears a time of just before it
    /// was recorded.
    private static let clockStep: Int64 = 3600

    /// The entries of a page, and the cursor of the next. A book grows without end, so it is walked in stretches from where
    /// the page begins to where it is full.
    ///
    /// - Parameter positions: which entries, in order; all of them where nil.
    private func find(
        _ page: Page, _ basis: Basis, _ period: Period, in positions: [Position]?
    ) async throws -> (shown: [Event], next: String?) {
        var at = UInt64(page.start)
        if let from = period.from { at = max(at, try await book.ledger.size(knownAt: from.adding(seconds: -Self.clockStep))) }
        let listed = positions.map { $0.drop { $0.rawValue < at } }
        var done = 0
        var shown: [Event] = []
        while true {
            let events: [Event]
            if let listed {
                events = try book.ledger.events(at: Array(listed.dropFirst(done).prefix(Self.stretch)))
                done += Self.stretch
            } else {
                events =
                    at < basis.size
                    ? try book.ledger.events(from: Position(at), limit: min(Self.stretch, Int(basis.size - at))) : []
                at += UInt64(events.count)
            }
            if events.isEmpty { return (shown, nil) }
            for event in events where period.includes(event) {
                guard shown.count < page.limit else {
                    return (shown, Page.cursor(basis, [Int64(event.position.rawValue)]))
                }
                shown.append(event)
            }
            try Task.checkCancellation()
        }
    }

    private func answer(
        _ found: (shown: [Event], next: String?), _ basis: Basis, _ context: Context, _ subject: Subject,
        _ head: (inout JSONWriter) -> Void
    ) -> Response {
        let (shown, next) = found
        context.visit.isOfTheBook()
        context.visit.shows(shown.count, of: subject)
        return Response.json { writer in
            head(&writer)
            writer.member("visits", shown.map { VisitEntry(event: $0) })
            writer.member("next", next)
            writer.member("basis", basis)
        }
    }

    /// The book as it is, or as it was when the first page was made.
    private func basis(_ page: Page) throws -> Basis {
        let head = book.ledger.head
        let size = min(page.size ?? head.size, head.size)
        guard let root = try book.ledger.root(at: size) else { throw Problem.badQuery("The cursor is beyond the book.") }
        let recorded = size == 0 ? nil : try book.ledger.recordedTime(at: Position(size - 1))
        return Basis(size: size, root: root, recordedTime: recorded)
    }

    /// One entry as an event, in the form that a receipt is checked with.
    private func one(_ request: Request, context: Context) async throws -> Response {
        _ = try desk.admit(request, context, to: .visitors)
        let query = QueryReader(request, allowed: [])
        try query.finish()
        let position = try context.position()
        guard let event = try book.ledger.event(at: position) else {
            throw ProvenLog(desk: desk, isBook: true).absent(position)
        }
        context.visit.isOfTheBook()
        context.visit.shows(1, of: event.attributes.subject)
        let head = book.ledger.head
        return Response.json { writer in
            writer.member("event", event)
            writer.member("basis", Basis(size: head.size, root: head.root, recordedTime: head.recordedTime))
        }
    }
}

extension Period {
    fileprivate func includes(_ event: Event) -> Bool {
        let time = event.attributes.time.instant
        return from.map { $0 <= time } ?? true && to.map { time <= $0 } ?? true
    }
}

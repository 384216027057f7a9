import Access
import Events
import HTTPTypes
import Hummingbird
import JSON
import Ledger
import Wire

/// `GET /v1/events` and `/v1/events/{position}`: the ledger itself, in its own order.
struct EventRoutes {
    let desk: Desk

    private static let usualLimit = 1_000
    private static let mostLimit = 10_000
    /// An event alone, as libraries for CloudEvents read it.
    private static let cloudEvent = "application/cloudevents+json"

    func add(to router: Router<Context>) {
        router.get("/v1/events", use: list)
        router.get("/v1/events/{position}", use: one)
    }

    private func list(_ request: Request, context: Context) async throws -> Response {
        let visitor = try desk.admit(request, context, to: .read)
        let isStream = request.headers[.accept]?.lowercased().contains("text/event-stream") ?? false
        // A stream has no pages and no past; what it cannot heed it must not take. With a limit it has an end.
        let parameters =
            EventQuery.parameters + ["after"] + (isStream ? ["limit"] : BasisReader.parameters + Page.parameters)
        let query = QueryReader(request, allowed: parameters)
        let wanted = try EventQuery(query)
        let after = try after(request, query, isStream: isStream)
        let most = isStream && query.names("limit") ? try query.limit(usual: Self.mostLimit, most: Self.mostLimit) : nil
        if isStream {
            let access = try await AccessFilter(desk, visitor, context.visit)
            if let subject = wanted.subject { try access.open(subject, context) } else { context.visit.looks(at: .ledger) }
            context.visit.rests(on: desk.ledger.head.size)
            return try EventStream(desk: desk, request: request, context: context).response(wanted, after: after, most: most)
        }
        let page = try Page(query, usual: Self.usualLimit, most: Self.mostLimit, orIn: "after")
        let basis = try await desk.basis(query, page)
        let access = try await AccessFilter(desk, visitor, context.visit)
        if let subject = wanted.subject { try access.open(subject, context) }
        let start = page.place.first.map { Position(UInt64(max(0, $0))) } ?? after.flatMap { $0 < 0 ? nil : Position(UInt64($0)) }
        let (events, next) = try await EventSearch(desk: desk).find(
            wanted, after: start, basis: basis, limit: page.limit, access)
        if wanted.subject == nil { context.visit.looks(at: .ledger) }
        access.shows(events.lazy.map(\.recordSubject))
        context.visit.rests(on: basis.size, leavingOut: access.leftOut)
        return try await desk.listed(events[...], request, context) { list, writer in
            writer.member("events", list)
            writer.leftOut(access)
            writer.member("next", next.map { Page.cursor(basis, [Int64($0.rawValue)]) })
            writer.member("basis", basis)
        }
    }

    /// The position behind which is asked for; -1 for everything, nil where nothing is said. A client that comes back to a
    /// stream asks with the same `after` again, and says in `Last-Event-ID` how far it has come. On a page `after` may be the
    /// `next` of the page before, which the page reads.
    private func after(_ request: Request, _ query: QueryReader, isStream: Bool) throws(Problem) -> Int64? {
        let asked = try query.text("after").map { ("after", $0) }
        let seen = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }.map { ("Last-Event-ID", $0) }
        guard let (name, text) = seen ?? asked else { return nil }
        if seen == nil, !isStream, Page.isCursor(text) { return nil }
        guard let number = Int64(text), number >= -1 else {
            let cursor = isStream || seen != nil ? "" : "; or next of the page before"
            throw .badQuery("\(name) is a position: a whole number, or -1 for everything\(cursor).")
        }
        return number
    }

    private func one(_ request: Request, context: Context) async throws -> Response {
        let visitor = try desk.admit(request, context, to: .read)
        let query = QueryReader(request, allowed: BasisReader.parameters)
        let position = try context.position()
        let basis = try await desk.basis(query)
        guard position.rawValue < basis.size, let event = try desk.ledger.recorded(at: [position]).first else {
            throw Problem.notFound(
                "There is no event at position \(position); the ledger, as known there, has \(basis.size) events.")
        }
        let access = try await AccessFilter(desk, visitor, context.visit)
        try access.open(event.recordSubject, context, at: position)
        guard basis.includes(event.header) else {
            throw Problem.notFound(
                "The event at position \(position) was not written down yet by then; ask at a later time, or without one.")
        }
        access.shows([event.recordSubject])
        context.visit.rests(on: basis.size)
        if request.headers[.accept]?.lowercased().contains(Self.cloudEvent) ?? false {
            return Response.json(event, as: Self.cloudEvent)
        }
        return Response.json { writer in
            writer.member("event", event)
            writer.member("basis", basis)
        }
    }
}

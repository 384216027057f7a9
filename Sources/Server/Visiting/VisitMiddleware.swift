import Access
import Events
import HTTPTypes
import Hummingbird
import JSON
import Logging
import Telemetry
import Wire

/// Writes every look, and every attempt that was refused, in the visitors' book before the answer leaves. What cannot be
/// written down is not shown.
struct VisitMiddleware: RouterMiddleware {
    let desk: Desk

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let answer: Result<Response, any Error>
        do {
            try refuseBrowsers(request, context)
            if Self.readsBook(request.uri.path) { await desk.book.settle() }
            answer = .success(try await next(request, context))
        } catch {
            answer = .failure(error)
        }
        try await desk.enter(context.visit.handOver(), request, context)
        return try answer.get()
    }

    /// Whether a question is about the book, or copies it: then it holds every look that was answered before.
    private static func readsBook(_ path: String) -> Bool {
        path.hasPrefix("/v1/visitors") || path.hasSuffix("/viewers") || path == "/v1/backup"
    }

    /// No browser has business here: a page of somebody else's must not speak through the user's.
    private func refuseBrowsers(_ request: Request, _ context: Context) throws(Problem) {
        for name in [HTTPField.Name.origin, .referer] where request.headers[name] != nil {
            throw desk.refuse(
                context, "none", "Requests with \(name) come from web pages, and this service answers none; leave the header out."
            )
        }
    }
}

extension Desk {
    /// Makes an answer that holds a list while the look at it, which must be noted whole by now, is written in the book: the
    /// one takes a processor's time, the other waits for the disk.
    func listed(
        _ elements: ArraySlice<some JSONWritable & Sendable>, _ request: Request, _ context: Context,
        in answer: (_ list: WrittenList, inout JSONWriter) -> Void
    ) async throws -> Response {
        // Begun where it stands, so that the disk has it before the list is begun, and not once another thread has woken up.
        let entered = Task.immediate { try await enter(context.visit.handOver(), request, context) }
        let list = await WrittenList(elements)
        let response = Response.json { answer(list, &$0) }
        Presence.current?.makeRoom(for: response.body.contentLength)
        try await entered.value
        return response
    }

    /// Writes a visit in the book, where there was one.
    func enter(_ visit: VisitNote.State, _ request: Request, _ context: Context) async throws(Problem) {
        guard visit.refused != nil || !visit.looks.isEmpty else { return }
        let broken = visit.looks.filter(\.value.brokeGlass).keys
        if visit.refused != nil { metrics.denied.add() }
        if let first = broken.first, visit.refused == nil {
            metrics.brokenGlass.add(UInt64(broken.count))
            logger.warning(
                "a restricted case was opened by breaking the glass",
                metadata: ["who": "\(visit.visitor?.principal.name ?? "")", "first": "\(first)", "cases": "\(broken.count)"])
        }
        let start = ContinuousClock.now
        do {
            try await book.write(visit, asked: request, by: context.peer, at: clock())
            metrics.visiting.record(ContinuousClock.now - start)
            metrics.visits.add()
        } catch {
            metrics.unrecorded.add()
            logger.warning("a visit could not be recorded, and was refused", metadata: ["error": "\(error)"])
            throw Problem(
                503, "visit-not-recorded",
                "The visitors' book cannot be written, and what cannot be recorded is not shown. Who runs this ledger finds the cause in its log; try again after that.",
                retryAfter: 30)
        }
    }
}

import Access
import Events
import HTTPTypes
import Hummingbird
import JSON
import Ledger
import NIOCore
import ServiceLifecycle
import Wire

/// New events as they are committed, as server-sent events whose id is the position.
struct EventStream {
    let desk: Desk
    let request: Request
    let context: Context

    /// Events sent at once, and how long a quiet stream goes without a sign of life.
    private static let stretch = 500
    private static let quiet = Duration.seconds(15)

    /// - Parameter most: how many events end it; nil goes on for ever.
    func response(_ query: EventQuery, after: Int64?, most: Int?) throws -> Response {
        // -1 stands for everything; the highest number there is must not overflow.
        let start = after.map { $0 < 0 ? 0 : UInt64($0) + 1 } ?? desk.ledger.head.size
        let body = ResponseBody { [self] writer in
            var writer = writer
            var next = start
            var left = most ?? .max
            try await writer.write(ByteBuffer(string: ": from \(next)\n\n"))
            while left > 0, !Task.isCancelled, !Task.isShuttingDownGracefully {
                let size = desk.ledger.head.size
                // Other connections wait for the thread that writes this one: what reads, opens or seals is done elsewhere.
                let seen = try await withTaskExecutorPreference(globalConcurrentExecutor) { try await self.access(query) }
                guard let access = seen else {
                    try await writer.write(ByteBuffer(string: ": the right to read this is no longer there\n\n"))
                    break
                }
                guard next < size else {
                    // A daemon that stops ends its streams; clients come back with Last-Event-ID.
                    guard let grew = try await newsUnlessStopping(query.subject, beyond: next, access.generation) else { break }
                    if !grew { try await writer.write(ByteBuffer(string: ": quiet\n\n")) }
                    continue
                }
                let (shown, end) = try await withTaskExecutorPreference(globalConcurrentExecutor) { [next, left] in
                    let (events, end) = try read(query, from: next, below: size)
                    // What follows the last of them is not looked at, and not counted as left out.
                    var shown: [RecordedEvent] = []
                    for event in events where shown.count < left {
                        if try access.admits(event) { shown.append(event) }
                    }
                    return (shown, shown.count == left ? shown.last.map(\.position.next.rawValue) ?? end : end)
                }
                next = end
                left -= shown.count
                guard !shown.isEmpty else { continue }
                access.shows(shown.map(\.recordSubject))
                access.note.rests(on: next, leavingOut: access.leftOut)
                let message = try await withTaskExecutorPreference(globalConcurrentExecutor) {
                    try await desk.enter(access.note.snapshot, request, context)
                    return text(of: shown)
                }
                try await writer.write(message)
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
    }

    /// Some of the events that are asked for and stand below `size`, in order, and where to go on.
    private func read(_ query: EventQuery, from start: UInt64, below size: UInt64) throws -> ([RecordedEvent], UInt64) {
        guard let subject = query.subject else {
            // No further than what was looked at for restrictions.
            let length = min(Self.stretch, Int(size - start))
            let (events, end) = try desk.ledger.recorded(from: Position(start), looking: length, where: query.matches)
            return (events, end.rawValue)
        }
        let positions = try desk.ledger.positions(of: subject, from: start, below: size)
        let count = try desk.ledger.countReadAtOnce(positions.prefix(Self.stretch))
        let events = try desk.ledger.recorded(at: Array(positions.prefix(count)))
        let end = positions.count > count ? positions[count].rawValue : size
        return (events.filter { query.matches($0.header) }, end)
    }

    /// Events as the stream has them.
    private func text(of events: [RecordedEvent]) -> ByteBuffer {
        var text = ByteBuffer()
        for event in events { append(event, to: &text) }
        return text
    }

    private func append(_ event: RecordedEvent, to text: inout ByteBuffer) {
        var json = JSONWriter(capacity: 1024)
        event.write(to: &json)
        text.writeString("id: \(event.position.rawValue)\ndata: ")
        // A line's end in posted data can only be layout, and would end the stream's line.
        text.writeBytes(json.bytes.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 })
        text.writeString("\n\n")
    }

    /// What the visitor may see now; nil where the right to see anything of this is gone, which the book is told.
    private func access(_ query: EventQuery) async throws -> AccessFilter? {
        var again = context
        again.visit = VisitNote()
        do {
            let visitor = try desk.admit(request, again, to: .read)
            let access = try await AccessFilter(desk, visitor, again.visit)
            if let subject = query.subject, try !access.sees(subject) { try access.open(subject, again) }
            return access
        } catch is Problem {
            try await desk.enter(again.visit.snapshot, request, again)
            return nil
        }
    }

    /// Whether there is news behind `size` of what is asked for; nil once the daemon stops.
    private func newsUnlessStopping(_ subject: Subject?, beyond size: UInt64, _ generation: UInt64) async throws -> Bool? {
        do {
            return try await cancelWhenGracefulShutdown { try await grew(subject, beyond: size, generation) }
        } catch is CancellationError {
            return nil
        }
    }

    /// Waits for more than `size` events, or for one of the subject behind them; false if none came for a while, or the
    /// policy changed.
    private func grew(_ subject: Subject?, beyond size: UInt64, _ generation: UInt64) async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                if let subject {
                    try await desk.ledger.news(of: subject, from: size)
                } else {
                    _ = try await desk.ledger.size(beyond: size)
                }
                return true
            }
            group.addTask {
                try await Task.sleep(for: Self.quiet)
                return false
            }
            group.addTask {
                try await desk.policy.changed(after: generation)
                return false
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
    }
}

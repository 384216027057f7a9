import Events
import Ledger
import Views
import Wire

/// Finds events in the order of positions, by whichever index narrows the search most.
struct EventSearch {
    let desk: Desk

    /// Events looked at for one page, at most; then the page ends where the search stands, and says so in `next`.
    static let scanLimit = 50_000
    private static let stretch = 500
    /// Bytes in memory of the events of one page, about; then the page ends, and says so in `next`.
    private static let pageBytes = 16 << 20

    /// Up to `limit` events behind `after`, and where to go on; nil at the end.
    ///
    /// - Parameter admits: whether an event may be shown; asked of no event that was not asked for.
    func find(
        _ query: EventQuery, after: Position?, basis: Basis, limit: Int, admits: (RecordedEvent) throws -> Bool
    ) async throws -> (events: [RecordedEvent], next: Position?) {
        var found: [RecordedEvent] = []
        var place = after
        var looked = 0
        var bytes = 0
        // Of one subject or person there are few enough to list once.
        var few = try listed(query, below: basis.size)?.drop { position in after.map { position <= $0 } ?? false }
        while looked < Self.scanLimit {
            try Task.checkCancellation()
            var candidates =
                try few.map { Array($0.prefix(Self.stretch)) } ?? paged(query, after: place, below: basis.size)
            candidates.removeLast(candidates.count - (try desk.ledger.countReadAtOnce(candidates)))
            guard let last = candidates.last else { return (found, nil) }
            for event in try await desk.recorded(at: candidates) {
                guard query.matches(event.header), basis.includes(event.header) else { continue }
                // What follows the page is counted with the next one.
                if found.count == limit || bytes >= Self.pageBytes { return (found, found.last?.position) }
                if try admits(event) {
                    found.append(event)
                    bytes += event.size
                }
            }
            few?.removeFirst(candidates.count)
            looked += candidates.count
            place = last
        }
        return (found, place)
    }

    /// All positions of the subject or person asked for, in order; nil where neither is.
    private func listed(_ query: EventQuery, below size: UInt64) throws -> [Position]? {
        if let subject = query.subject { return try desk.ledger.positions(of: subject, below: size) }
        return try query.actor.map { try desk.views.positions(actor: $0, below: size) }
    }

    /// The next positions behind `after` of the source or type asked for, or of all.
    private func paged(_ query: EventQuery, after: Position?, below size: UInt64) throws -> [Position] {
        let limit = Self.stretch
        if let source = query.source { return try desk.views.positions(source: source, after: after, below: size, limit: limit) }
        if let type = query.type { return try desk.views.positions(type: type, after: after, below: size, limit: limit) }
        let start = after.map(\.next.rawValue) ?? 0
        return (start..<max(start, min(size, start + UInt64(limit)))).map { Position($0) }
    }
}

import Events
import Ledger
import Views
import Wire

/// Finds events in the order of positions, by whichever index narrows the search most.
struct EventSearch {
    let desk: Desk

    /// Events looked at for one page, at most; then the page ends where the search stands, and says so in `next`.
    static let scanLimit = 50_000
    /// Events that are looked at together.
    private static let stretch = 500
    /// Bytes in memory of the events of one page, about; then the page ends, and says so in `next`.
    private static let pageBytes = 16 << 20

    /// Up to `limit` events behind `after`, and where to go on; nil at the end.
    ///
    /// - Parameter access: what may be shown; asked of no event that was not asked for.
    func find(
        _ query: EventQuery, after: Position?, basis: Basis, limit: Int, _ access: AccessFilter
    ) async throws -> (events: [RecordedEvent], next: Position?) {
        try await desk.whole(access) {
            try await look(for: query, after: after, basis: basis, limit: limit, admits: access.admits)
        }
    }

    private func look(
        for query: EventQuery, after: Position?, basis: Basis, limit: Int, admits: (RecordedEvent) throws -> Bool
    ) async throws -> (events: [RecordedEvent], next: Position?) {
        var found: [RecordedEvent] = []
        var place = after
        var looked = 0
        var bytes = 0
        // To look at the headers of a thousand events takes longer than to find these.
        let wantsEach = query.isOfWholeSubject && basis.enteredBy == nil
        // Of one subject or person there are few enough to list once.
        var few = try listed(query, below: basis.size)?.drop { position in after.map { position <= $0 } ?? false }
        while looked < Self.scanLimit {
            try Task.checkCancellation()
            // Where every one is wanted the first stretch holds the page, and one to tell that it is not the last.
            let stretch = looked == 0 ? min(limit + 1, Self.stretch) : Self.stretch
            var candidates =
                try few.map { Array($0.prefix(stretch)) } ?? paged(query, after: place, below: basis.size, limit: stretch)
            let events = try await read(&candidates)
            guard let last = candidates.last else { return (found, nil) }
            for event in events {
                guard wantsEach || query.matches(event.header) && basis.includes(event.header) else { continue }
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

    /// The events at these positions, of which those that are too much at once are taken away. A case that is reconstructed is asked
    /// for again and again: then all are open, and need neither a snapshot nor a second task.
    private func read(_ positions: inout [Position]) async throws -> [RecordedEvent] {
        if let open = desk.ledger.open(at: positions) { return open }
        positions.removeLast(positions.count - (try desk.ledger.countReadAtOnce(positions)))
        return try await desk.recorded(at: positions)
    }

    /// All positions of the subject or person asked for, in order; nil where neither is.
    private func listed(_ query: EventQuery, below size: UInt64) throws -> [Position]? {
        if let subject = query.subject { return try desk.ledger.positions(of: subject, below: size) }
        return try query.actor.map { try desk.views.positions(actor: $0, below: size) }
    }

    /// The next positions behind `after` of the source or type asked for, or of all.
    private func paged(_ query: EventQuery, after: Position?, below size: UInt64, limit: Int) throws -> [Position] {
        if let source = query.source { return try desk.views.positions(source: source, after: after, below: size, limit: limit) }
        if let type = query.type { return try desk.views.positions(type: type, after: after, below: size, limit: limit) }
        let start = after.map(\.next.rawValue) ?? 0
        return (start..<max(start, min(size, start + UInt64(limit)))).map { Position($0) }
    }
}

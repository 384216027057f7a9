import Events
import Ledger
import Views
import Wire

/// Finds events in the order of positions, by whichever index narrows the search most.
struct EventSearch {
    let ledger: Ledger
    let views: Views

    /// Events looked at for one page, at most; then the page ends where the search stands, and says so in `next`.
    static let scanLimit = 50_000
    private static let stretch = 500

    /// Up to `limit` events behind `after`, and where to go on; nil at the end.
    func find(_ query: EventQuery, after: Position?, basis: Basis, limit: Int) throws -> (events: [Event], next: Position?) {
        var found: [Event] = []
        var place = after
        var looked = 0
        while looked < Self.scanLimit {
            let candidates = try candidates(query, after: place, below: basis.size, limit: Self.stretch)
            guard let last = candidates.last else { return (found, nil) }
            for event in try ledger.events(at: candidates) {
                guard query.matches(event), basis.includes(event) else { continue }
                if found.count == limit { return (found, found.last?.position) }
                found.append(event)
            }
            looked += candidates.count
            place = last
        }
        return (found, place)
    }

    private func candidates(_ query: EventQuery, after: Position?, below size: UInt64, limit: Int) throws -> [Position] {
        if let subject = query.subject {
            // A subject's events are few and known by the ledger itself.
            let positions = try ledger.positions(of: subject, below: size)
            return Array(positions.drop { position in after.map { position <= $0 } ?? false }.prefix(limit))
        }
        if let actor = query.actor {
            let positions = try views.positions(actor: actor, after: after, below: size, limit: limit)
            return positions
        }
        if let source = query.source { return try views.positions(source: source, after: after, below: size, limit: limit) }
        if let type = query.type { return try views.positions(type: type, after: after, below: size, limit: limit) }
        let start = after.map(\.next.rawValue) ?? 0
        return (start..<max(start, min(size, start + UInt64(limit)))).map { Position($0) }
    }
}

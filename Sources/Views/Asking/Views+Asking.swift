public import Events
import LMDB
public import Ledger

/// A stretch of time, both ends included; an absent end is open.
public struct TimeRange: Sendable {
    public let from: Instant?
    public let to: Instant?

    public init(from: Instant?, to: Instant?) {
        self.from = from
        self.to = to
    }
}

/// A place in the order of times, and so where a list goes on.
public struct TimedPosition: Sendable, Equatable {
    public let time: Instant
    public let position: Position

    public init(time: Instant, position: Position) {
        self.time = time
        self.position = position
    }
}

extension Views {
    /// The positions of events in which `actor` acted, in the order of time.
    ///
    /// - Parameters:
    ///   - actor: the person's id.
    ///   - period: when it happened.
    ///   - place: where the last page ended; only what comes behind it is answered.
    ///   - size: only positions below this.
    ///   - limit: how many at most.
    public func positions(
        actor: String, in period: TimeRange, after place: TimedPosition?, below size: UInt64, limit: Int
    ) throws -> [TimedPosition] {
        var found: [TimedPosition] = []
        try scanTimes(.actors, prefix: IndexKey.name(actor), period, after: place, below: size) { place, _ in
            found.append(place)
            return found.count < limit
        }
        return found
    }

    /// Positions of all events in which `actor` acted, in the order of positions.
    public func positions(actor: String, below size: UInt64) throws -> [Position] {
        let always = TimeRange(from: nil, to: nil)
        return try positions(actor: actor, in: always, after: nil, below: size, limit: .max).map(\.position).sorted()
    }

    /// The positions of what `actor` did last by a moment, the latest first.
    ///
    /// - Parameters:
    ///   - actor: the person's id.
    ///   - end: what happened later is left out.
    ///   - size: only positions below this.
    ///   - limit: how many at most.
    public func lastPositions(actor: String, by end: Instant, below size: UInt64, limit: Int) throws -> [Position] {
        try environment.read { reading in
            var found: [Position] = []
            var cursor = try reading.cursor(over: table(.actors, try mark(reading)))
            let prefix = IndexKey.name(actor)
            var entry = try cursor.last(before: prefix + IndexKey.time(end) + [UInt8](repeating: 0xFF, count: 9))
            while let row = entry, row.key.starts(with: prefix), found.count < limit,
                let position = row.key.bigEndian(at: prefix.count + 8)
            {
                if position < size { found.append(Position(position)) }
                entry = try cursor.previous()
            }
            return found
        }
    }

    /// Decisions in the order of time, those that `fits` accepts.
    public func decisions(
        actor: String?, in period: TimeRange, after place: TimedPosition?, below size: UInt64, limit: Int,
        fits: (DecisionFacts) -> Bool
    ) throws -> [TimedPosition] {
        var found: [TimedPosition] = []
        let index: Index = actor == nil ? .decisions : .decisionsByActor
        try scanTimes(index, prefix: actor.map(IndexKey.name) ?? [], period, after: place, below: size) { place, value in
            if let facts = DecisionFacts(value), fits(facts) { found.append(place) }
            return found.count < limit
        }
        return found
    }

    /// Positions of events of other subjects that also concern `subject`, in order.
    public func positions(concerning subject: Subject, below size: UInt64) throws -> [Position] {
        try positions(.concerns, prefix: IndexKey.name(subject.description), after: nil, below: size, limit: .max)
    }

    /// Positions of events whose data names a worker they are about, in order.
    public func positions(aboutWorker worker: String, below size: UInt64, limit: Int = .max) throws -> [Position] {
        try positions(.workers, prefix: IndexKey.name(worker), after: nil, below: size, limit: limit)
    }

    /// Positions of events of other subjects whose data names a case they are about, in order.
    public func positions(namingCase reference: String, below size: UInt64) throws -> [Position] {
        try positions(.cases, prefix: IndexKey.name(reference), after: nil, below: size, limit: .max)
    }

    /// Positions of a team's events, in order: those its people did, and those whose data names it.
    public func positions(team: String, below size: UInt64, limit: Int = .max) throws -> [Position] {
        try positions(.teams, prefix: IndexKey.name(team), after: nil, below: size, limit: limit)
    }

    /// Positions of allocations and transfers that name a team, in order.
    public func positions(allocatedTo team: String, below size: UInt64, limit: Int = .max) throws -> [Position] {
        try positions(.allocations, prefix: IndexKey.name(team), after: nil, below: size, limit: limit)
    }

    /// The names of teams on record, in the order of their bytes, at most so many. A very long name is cut.
    public func teams(limit: Int) throws -> [String] { try names(in: .teams, limit: limit) }

    /// The workers whom some event's data names, by id, or by name where there is none, in the order of their bytes, at most so
    /// many. A very long name is cut.
    public func workers(limit: Int) throws -> [String] { try names(in: .workers, limit: limit) }

    private func names(in index: Index, limit: Int) throws -> [String] {
        try environment.read { reading in
            var found: [String] = []
            var cursor = try reading.cursor(over: table(index, try mark(reading)))
            var entry = try cursor.seek([])
            while let row = entry, found.count < limit {
                // A name ends with a zero byte, which stands in none.
                let name = Array(Array(copying: row.key).prefix { $0 != 0 })
                found.append(String(decoding: name, as: UTF8.self))
                entry = try cursor.seek(name + [1])
            }
            return found
        }
    }

    /// Positions of events that name any of these, in no order.
    public func positions(referringToAnyOf ids: [IDKey], below size: UInt64) throws -> Set<Position> {
        try environment.read { reading in
            var found: Set<Position> = []
            var cursor = try reading.cursor(over: table(.references, try mark(reading)))
            // In the order of the table, so that neighbours share its pages.
            for id in ids.sorted() {
                let prefix = id.bytes
                var entry = try cursor.seek(prefix)
                while let row = entry, row.key.starts(with: prefix), let position = row.key.bigEndian(at: prefix.count) {
                    if position < size { found.insert(Position(position)) }
                    entry = try cursor.next()
                }
            }
            return found
        }
    }

    /// Positions of events of `type` behind `position`, in order.
    public func positions(type: String, after position: Position?, below size: UInt64, limit: Int) throws -> [Position] {
        try positions(.types, prefix: IndexKey.name(type), after: position, below: size, limit: limit)
    }

    /// Positions of events from `source` behind `position`, in order.
    public func positions(source: String, after position: Position?, below size: UInt64, limit: Int) throws -> [Position] {
        try positions(.sources, prefix: IndexKey.name(source), after: position, below: size, limit: limit)
    }

    private func positions(_ index: Index, prefix: [UInt8], after: Position?, below size: UInt64, limit: Int) throws -> [Position]
    {
        try environment.read { reading in
            var found: [Position] = []
            var cursor = try reading.cursor(over: table(index, try mark(reading)))
            var entry = try cursor.seek(prefix + (after.map { IndexKey.position($0.next) } ?? []))
            while let row = entry, row.key.starts(with: prefix), found.count < limit,
                let position = row.key.bigEndian(at: prefix.count), position < size
            {
                found.append(Position(position))
                entry = try cursor.next()
            }
            return found
        }
    }

    /// Walks an index of times; `visit` answers whether to go on.
    private func scanTimes(
        _ index: Index, prefix: [UInt8], _ period: TimeRange, after place: TimedPosition?, below size: UInt64,
        visit: (TimedPosition, [UInt8]) -> Bool
    ) throws {
        let from =
            place.map { IndexKey.time($0.time) + IndexKey.position($0.position.next) } ?? period.from.map(IndexKey.time) ?? []
        try environment.read { reading in
            var cursor = try reading.cursor(over: table(index, try mark(reading)))
            var entry = try cursor.seek(prefix + from)
            while let row = entry, row.key.starts(with: prefix), let time = IndexKey.instant(row.key, at: prefix.count),
                let position = row.key.bigEndian(at: prefix.count + 8)
            {
                if let to = period.to, time > to { return }
                if position < size {
                    let goesOn = visit(TimedPosition(time: time, position: Position(position)), Array(copying: row.value))
                    if !goesOn { return }
                }
                entry = try cursor.next()
            }
        }
    }
}

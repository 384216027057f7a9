import Crypto
public import Events
import JSON
import LMDB

extension Ledger {
    /// Events of a list of positions that are read in one snapshot at most, so that no snapshot is held long. A stretch from a
    /// position on is as long as its reader asks for.
    static let page = 500

    /// Bytes in the log of the events that are read at once, about: an event may have a megabyte, and takes several times that in
    /// memory once it is read.
    package static let readBytes = 16 << 20

    /// How many of these events, from the first on, are read at once: as many as fit in ``readBytes``, and one in any case.
    /// Those that are open already take nothing anew.
    public func countReadAtOnce(_ positions: some Collection<Position>) throws -> Int {
        let positions = Array(positions)
        let opened = log.opened.find(positions, after: keys.erasures)
        return try log.environment.read { reading in
            var bytes = 0
            var count = 0
            for position in positions {
                if opened[count] == nil {
                    bytes += try reading.value(at: position.rawValue, in: log.tables.events)?.count ?? 0
                }
                if bytes > Self.readBytes, count > 0 { break }
                count += 1
            }
            return count
        }
    }

    /// The event at `position`; nil beyond the ledger's end.
    public func event(at position: Position) throws -> Event? {
        try events(at: [position]).first
    }

    /// The events at these positions, in this order; what lies beyond the end is left out.
    public func events(at positions: [Position]) throws -> [Event] { try recorded(at: positions).map(read) }

    /// The same, as they stand in the ledger; nil where not all of them are open already.
    public func open(at positions: [Position]) -> [RecordedEvent]? {
        let erasures = keys.erasures
        let found = log.opened.all(positions, after: erasures)
        return keys.erasures == erasures ? found : nil
    }

    /// The same, as they stand in the ledger.
    public func recorded(at positions: [Position]) throws -> [RecordedEvent] {
        try whole {
            let erasures = keys.erasures
            let known = log.opened.find(positions, after: erasures)
            let missing = zip(positions, known).filter { $1 == nil }.map(\.0)
            guard !missing.isEmpty else { return known.compactMap(\.self) }
            let opened = try stored(missing)
            log.opened.keep(opened, after: erasures)
            guard opened.count < positions.count else { return opened }
            var rest = opened[...]
            return zip(positions, known).compactMap { position, event in
                event ?? (rest.first?.position == position ? rest.removeFirst() : nil)
            }
        }
    }

    /// Reads again what was read while a subject was erased, so that nobody is shown half of one.
    private func whole<Result>(_ read: () throws -> Result) throws -> Result {
        while true {
            let erasures = keys.erasures
            let result = try read()
            if keys.erasures == erasures { return result }
        }
    }

    /// How often a subject was erased since the start: what was put together while this changed may show half of one.
    public var erasures: Int { keys.erasures }

    /// What became of a subject's data; nil where it is there.
    public func erasure(of subject: Subject) throws -> Erasure? {
        guard let position = keys.erasure(of: subject) else { return nil }
        let event = try log.environment.read { try stored(position, $0) }.map(read)
        let restates = event?["restates"]?.integer.map { Position(UInt64(clamping: $0)) }
        return Erasure(
            position: position, on: event?.header.recordedTime ?? Instant(microseconds: 0),
            authority: restates == nil ? event?["authority"]?.string : nil, restates: restates,
            teams: Set(event?["teams"]?.elements.compactMap(\.string) ?? []))
    }

    private func stored(_ positions: [Position]) throws -> [RecordedEvent] {
        var events: [RecordedEvent] = []
        events.reserveCapacity(positions.count)
        for start in stride(from: 0, to: positions.count, by: Self.page) {
            try log.environment.read { reading in
                for position in positions[start..<min(start + Self.page, positions.count)] {
                    if let event = try stored(position, reading) { events.append(event) }
                }
            }
        }
        return events
    }

    /// Up to `limit` events from `position` on, in order; fewer where they have much text, and none only beyond the end.
    ///
    /// - Parameters:
    ///   - position: the first.
    ///   - limit: how many at most.
    public func events(from position: Position, limit: Int) throws -> [Event] {
        try fold(from: position, limit: limit, into: []) { $0.append($1) }
    }

    /// The same events, each handed on as soon as it is read and kept nowhere: what is put together of many takes no room for them.
    ///
    /// - Parameters:
    ///   - initial: what is put together before the first. It is begun with again where a subject was erased meanwhile.
    ///   - add: adds one.
    public func fold<Result>(
        from position: Position, limit: Int, into initial: Result, _ add: (inout Result, Event) throws -> Void
    ) throws -> Result {
        if let newest = log.newest.events(from: position.rawValue, limit: limit) {
            return try newest.reduce(into: initial) {
                try add(&$0, $1.event.event(at: $1.position, recordedTime: $1.recordedTime))
            }
        }
        return try whole {
            var result = initial
            _ = try stored(from: position, looking: limit, where: { _ in true }) { try add(&result, read($0)) }
            return result
        }
    }

    /// The events among the next few that are wanted, in order, as they stand in the ledger. Of the others only the header is
    /// looked at: nothing is opened.
    ///
    /// - Parameters:
    ///   - position: the first to look at.
    ///   - limit: how many to look at, at most; fewer where they have much text.
    ///   - wanted: decides by the header.
    /// - Returns: the events, and the position behind the last that was looked at.
    public func recorded(
        from position: Position, looking limit: Int, where wanted: (RecordedHeader) -> Bool
    ) throws -> (events: [RecordedEvent], end: Position) {
        try whole {
            guard let newest = log.newest.events(from: position.rawValue, limit: limit) else {
                return try stored(from: position, looking: limit, where: wanted) { $0 }
            }
            let events = try newest.compactMap {
                try $0.event.recorded(at: $0.position, recordedTime: $0.recordedTime, where: wanted)
            }
            return (events, newest.last?.position.next ?? position)
        }
    }

    private func stored<Read>(
        from position: Position, looking limit: Int, where wanted: (RecordedHeader) -> Bool,
        _ read: (RecordedEvent) throws -> Read
    ) throws -> (events: [Read], end: Position) {
        try log.environment.read { reading in
            var events: [Read] = []
            var next = position
            var bytes = 0
            var cursor = try reading.cursor(over: log.tables.events)
            var entry = try cursor.seek([UInt8](bigEndian: position.rawValue))
            while let found = entry, next.rawValue - position.rawValue < UInt64(limit), bytes < Self.readBytes {
                if let event = try open(found.value, at: next.rawValue, where: wanted) {
                    events.append(try read(event))
                    bytes += found.value.count
                }
                next = next.next
                entry = try cursor.next()
            }
            return (events, next)
        }
    }

    /// The header's bytes at `position`, the Merkle leaf; nil beyond the end.
    public func leaf(at position: Position) throws -> [UInt8]? {
        try log.environment.read { try EventRecord(at: position, in: log.tables.events, $0)?.header }
    }

    private func stored(_ position: Position, _ reading: borrowing ReadTransaction) throws -> RecordedEvent? {
        guard let bytes = try reading.value(for: [UInt8](bigEndian: position.rawValue), in: log.tables.events) else {
            return nil
        }
        return try open(bytes, at: position.rawValue)
    }

    /// The event in a record; nil where it is not wanted.
    private func open(
        _ bytes: Span<UInt8>, at position: UInt64, where wanted: (RecordedHeader) -> Bool = { _ in true }
    ) throws -> RecordedEvent? {
        do {
            let start = try EventRecord.sealedStart(bytes)
            let header = try RecordedHeader(Array(copying: bytes.extracting(2..<start)))
            guard wanted(header) else { return nil }
            guard let key = try key(of: header.subject, at: position) else {
                return RecordedEvent(header, .init(nil, [], erasure: try erasure(of: header.subject)))
            }
            return RecordedEvent(header, .init(try Opened(bytes.extracting(start..<bytes.count), with: key)))
        } catch let error as RecordError { throw LedgerError.damaged(position: position, reason: "\(error)") }
    }

    private func read(_ recorded: RecordedEvent) throws -> Event {
        do throws(RecordError) { return try Event(recorded) } catch {
            throw LedgerError.damaged(position: recorded.position.rawValue, reason: "\(error)")
        }
    }

    /// The subject's key; nil where it was destroyed.
    private func key(of subject: Subject, at position: UInt64) throws -> SymmetricKey? {
        if let key = try keys.key(of: subject) { return key }
        guard keys.erasure(of: subject) != nil else { throw KeyRing.missing(subject, at: position) }
        return nil
    }
}

import Crypto
public import Events
import JSON
import LMDB
public import Transparency

extension Ledger {
    /// Events read in one snapshot at most, so that no snapshot is held long.
    static let page = 500

    /// The event at `position`; nil beyond the ledger's end.
    public func event(at position: Position) throws -> Event? {
        try whole { try log.environment.read { try read(position, $0) } }
    }

    /// The events at these positions, in this order; what lies beyond the end is left out.
    public func events(at positions: [Position]) throws -> [Event] { try whole { try read(positions) } }

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
        let event = try log.environment.read { try read(position, $0) }
        return Erasure(
            position: position, on: event?.header.recordedTime ?? Instant(microseconds: 0),
            authority: event?["authority"]?.string)
    }

    private func read(_ positions: [Position]) throws -> [Event] {
        var events: [Event] = []
        events.reserveCapacity(positions.count)
        for start in stride(from: 0, to: positions.count, by: Self.page) {
            try log.environment.read { reading in
                for position in positions[start..<min(start + Self.page, positions.count)] {
                    if let event = try read(position, reading) { events.append(event) }
                }
            }
        }
        return events
    }

    /// Up to `limit` events from `position` on, in order.
    ///
    /// - Parameters:
    ///   - position: the first.
    ///   - limit: how many at most.
    public func events(from position: Position, limit: Int) throws -> [Event] {
        try whole {
            if let events = try log.newest.events(from: position.rawValue, limit: limit) { return events }
            return try stored(from: position, limit: limit)
        }
    }

    private func stored(from position: Position, limit: Int) throws -> [Event] {
        try log.environment.read { reading in
            var events: [Event] = []
            var cursor = try reading.cursor(over: log.tables.events)
            var entry = try cursor.seek([UInt8](bigEndian: position.rawValue))
            while let found = entry, events.count < limit {
                events.append(try decode(found.value, at: found.key.bigEndian(at: 0) ?? 0))
                entry = try cursor.next()
            }
            return events
        }
    }

    /// The positions of a subject's events, in order, those below `size`.
    public func positions(of subject: Subject, below size: UInt64 = .max) throws -> [Position] {
        let newest = log.recent.positions(of: subject)
        let end = min(size, newest.first?.rawValue ?? .max)
        let older = try log.environment.read { reading in
            let prefix = SubjectKey.prefix(subject)
            var positions: [Position] = []
            var cursor = try reading.cursor(over: log.tables.subjects)
            var entry = try cursor.seek(prefix)
            while let found = entry, found.key.starts(with: prefix), let position = found.value.bigEndian(at: 0), position < end {
                positions.append(Position(position))
                entry = try cursor.next()
            }
            return positions
        }
        return older + newest.prefix { $0.rawValue < size }
    }

    /// The subjects of a kind that have events, in no order.
    public func subjects(_ kind: Subject.Kind) throws -> [Subject] {
        // The memory first: what has left it meanwhile is in the tables.
        var subjects = log.recent.subjects(kind)
        try log.environment.read { reading in
            let start = Array("\(kind.rawValue)/".utf8)
            var cursor = try reading.cursor(over: log.tables.subjects)
            var entry = try cursor.seek(start)
            while let found = entry, found.key.starts(with: start), let subject = SubjectKey.subject(found.key) {
                subjects.insert(subject)
                entry = try cursor.seek(SubjectKey.end(subject))
            }
        }
        return Array(subjects)
    }

    /// The subjects of the events at `positions`, and what else these concern, as their headers say: opens nothing.
    public func subjects(touchedBy positions: Range<UInt64>) throws -> Set<Subject> {
        var touched: Set<Subject> = []
        for start in stride(from: positions.lowerBound, to: positions.upperBound, by: Self.page) {
            try log.environment.read { reading in
                for position in start..<min(start + UInt64(Self.page), positions.upperBound) {
                    guard let record = try EventRecord(at: Position(position), in: log.tables.events, reading) else { continue }
                    do {
                        let attributes = try Header(bytes: record.header).attributes
                        touched.insert(attributes.subject)
                        touched.formUnion(attributes.concerns)
                    } catch { throw LedgerError.damaged(position: position, reason: "\(error)") }
                }
            }
        }
        return touched
    }

    /// The number of the subject's last event; 0 if there is none.
    public func version(of subject: Subject) throws -> UInt64 {
        if let version = log.recent.version(of: subject) { return version }
        return try log.environment.read { try subjectVersion(of: subject, in: log.tables.subjects, $0) }
    }

    /// Where the event of this name stands; nil if the ledger does not have it.
    public func position(of id: IDKey) throws -> Position? {
        if let place = log.recent.place(of: id) { return place.position }
        return try log.environment.read { reading in
            guard let bytes = try reading.value(for: id.bytes, in: log.tables.ids) else { return nil }
            return Place(bytes)?.position
        }
    }

    /// The subject of the event at `position`; nil beyond the end. Opens nothing.
    public func subject(at position: Position) throws -> Subject? {
        try leaf(at: position).map { try Header(bytes: $0).attributes.subject }
    }

    /// The header's bytes at `position`, the Merkle leaf; nil beyond the end.
    public func leaf(at position: Position) throws -> [UInt8]? {
        try log.environment.read { try EventRecord(at: position, in: log.tables.events, $0)?.header }
    }

    /// The root of the tree when it had `size` leaves; nil beyond the end.
    public func root(at size: UInt64) throws -> TreeHash? {
        let head = head
        guard size < head.size else { return size == head.size ? head.root : nil }
        return try log.environment.read { try TreeTable.frontier(at: size, in: log.tables.tree, $0).root }
    }

    /// How many events the ledger had recorded at `instant`.
    public func size(knownAt instant: Instant) throws -> UInt64 {
        let head = head
        guard let last = head.recordedTime, instant < last else { return head.size }
        return try log.environment.read { reading in
            var low: UInt64 = 0
            var high = head.size
            while low < high {
                let middle = low + (high - low) / 2
                if try recordedTime(at: middle, reading) <= instant { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    /// When the event at `position` was recorded; nil beyond the end.
    public func recordedTime(at position: Position) throws -> Instant? {
        guard position.rawValue < head.size else { return nil }
        return try log.environment.read { try recordedTime(at: position.rawValue, $0) }
    }

    private func recordedTime(at position: UInt64, _ reading: borrowing ReadTransaction) throws -> Instant {
        guard let record = try EventRecord(at: Position(position), in: log.tables.events, reading) else {
            throw LedgerError.damaged(position: position, reason: "there is no event")
        }
        return try Header(bytes: record.header).recordedTime
    }

    private func read(_ position: Position, _ reading: borrowing ReadTransaction) throws -> Event? {
        guard let bytes = try reading.value(for: [UInt8](bigEndian: position.rawValue), in: log.tables.events) else {
            return nil
        }
        return try decode(bytes, at: position.rawValue)
    }

    private func decode(_ bytes: Span<UInt8>, at position: UInt64) throws -> Event {
        do {
            let record = try EventRecord(bytes)
            let header = try Header(bytes: record.header)
            guard let key = try keys.key(of: header.attributes.subject) else {
                guard let erasure = try erasure(of: header.attributes.subject) else {
                    throw KeyRing.missing(header.attributes.subject, at: position)
                }
                return Event(header: header, data: nil, sealedAttributes: .init(), erasure: erasure)
            }
            let sealed = try Sealed(opening: record.sealed, with: key)
            return Event(header: header, data: try JSONDocument(sealed.data).root, sealedAttributes: sealed.attributes)
        } catch let error as RecordError {
            throw LedgerError.damaged(position: position, reason: "\(error)")
        } catch let error as JSONError {
            throw LedgerError.damaged(position: position, reason: "its data is no JSON: \(error.reason)")
        }
    }
}

import Crypto
public import Events
import JSON
import LMDB
public import Transparency

extension Ledger {
    /// Events of a list of positions that are read in one snapshot at most, so that no snapshot is held long. A stretch from a
    /// position on is as long as its reader asks for.
    static let page = 500

    /// Bytes in the log of the events that are read at once, about: an event may have a megabyte, and takes several times that in
    /// memory once it is read.
    package static let readBytes = 16 << 20

    /// How many of these events, from the first on, are read at once: as many as fit in ``readBytes``, and one in any case.
    public func countReadAtOnce(_ positions: some Collection<Position>) throws -> Int {
        try log.environment.read { reading in
            var bytes = 0
            var count = 0
            for position in positions {
                bytes += try reading.value(at: position.rawValue, in: log.tables.events)?.count ?? 0
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
        if let newest = log.newest.events(from: position.rawValue, limit: limit) {
            return newest.map { $0.event.event(at: $0.position, recordedTime: $0.recordedTime) }
        }
        return try whole { try stored(from: position, looking: limit, where: { _ in true }, read).events }
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

    /// The positions of a subject's events, in order, those from `start` on and below `size`.
    public func positions(of subject: Subject, from start: UInt64 = 0, below size: UInt64 = .max) throws -> [Position] {
        let newest = log.recent.positions(of: subject)
        let end = min(size, newest.first?.rawValue ?? .max)
        let older = start < end ? try listed(subject, from: start, below: end) : []
        return older + newest.filter { $0.rawValue >= start && $0.rawValue < size }
    }

    /// The position of the subject's first event; nil if it has none. Costs the same however many it has.
    public func firstPosition(of subject: Subject) throws -> Position? {
        // The memory first: what has left it meanwhile is in the tables.
        let newest = log.recent.positions(of: subject).first
        return try log.environment.read { reading in
            let prefix = SubjectKey.prefix(subject)
            var cursor = try reading.cursor(over: log.tables.subjects)
            guard let found = try cursor.seek(prefix), found.key.starts(with: prefix) else { return newest }
            return found.value.bigEndian(at: 0).map { Position($0) }
        }
    }

    /// What the tables list of `positions`: from the last back, as who follows a long case wants its end.
    private func listed(_ subject: Subject, from start: UInt64, below end: UInt64) throws -> [Position] {
        try log.environment.read { reading in
            let prefix = SubjectKey.prefix(subject)
            var positions: [Position] = []
            var cursor = try reading.cursor(over: log.tables.subjects)
            var entry = try cursor.last(before: SubjectKey.end(subject))
            while let found = entry, found.key.starts(with: prefix), let position = found.value.bigEndian(at: 0),
                position >= start
            {
                if position < end { positions.append(Position(position)) }
                entry = try cursor.previous()
            }
            return positions.reversed()
        }
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

    /// The subjects of the events at `positions`, what else these concern, who did them, and which of them put others right, as
    /// their headers say: opens nothing.
    public func touched(
        by positions: Range<UInt64>
    ) throws -> (subjects: Set<Subject>, actors: Set<String>, corrections: [Position]) {
        var corrections: [Position] = []
        var touched: Set<Subject> = []
        var actors: Set<String> = []
        for start in stride(from: positions.lowerBound, to: positions.upperBound, by: Self.page) {
            try log.environment.read { reading in
                for position in start..<min(start + UInt64(Self.page), positions.upperBound) {
                    guard let record = try EventRecord(at: Position(position), in: log.tables.events, reading) else { continue }
                    do {
                        let attributes = try Header(bytes: record.header).attributes
                        touched.insert(attributes.subject)
                        touched.formUnion(attributes.concerns)
                        if let actor = attributes.actor { actors.insert(actor) }
                        if attributes.corrects != nil || attributes.type.hasPrefix("record.") {
                            corrections.append(Position(position))
                        }
                    } catch { throw LedgerError.damaged(position: position, reason: "\(error)") }
                }
            }
        }
        return (touched, actors, corrections)
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
    public func subject(at position: Position) throws -> Subject? { try attributes(at: position)?.subject }

    /// What the header of the event at `position` says; nil beyond the end. Opens nothing.
    public func attributes(at position: Position) throws -> Attributes? {
        try leaf(at: position).map { try Header(bytes: $0).attributes }
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

    /// How many events the ledger had recorded at `instant`: the same whenever it is asked, for a time that is not still to come.
    ///
    /// - Throws: `CancellationError` where the ledger ends meanwhile.
    public func size(knownAt instant: Instant) async throws -> UInt64 {
        let head = try await log.head(knownAt: instant)
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
            let record = try EventRecord(bytes)
            let header = try RecordedHeader(record.header)
            guard wanted(header) else { return nil }
            guard let key = try key(of: header.subject, at: position) else {
                return RecordedEvent(header, .init(nil, [], erasure: try erasure(of: header.subject)))
            }
            return RecordedEvent(header, .init(try Opened(record.sealed, with: key)))
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

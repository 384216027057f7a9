public import Events
import LMDB

/// Where events stand, by what the headers say; nothing is opened.
extension Ledger {
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
}

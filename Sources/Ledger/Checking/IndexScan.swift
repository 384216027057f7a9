import Events
import LMDB

/// Reads both indexes once, in their own order, and sums up their rows. A lookup an event would cost ten times as much, as ids stand in
/// no order.
///
/// What is wrong is told without care: whoever wants to know what comes first looks event by event (`IndexCheck`).
struct IndexScan: Sendable {
    let log: ReadOnlyLog
    /// Rows of events from this position on are left out: `IndexTailCheck` looks at them.
    let indexed: UInt64
    let hash: RowHash

    /// Pieces that can be read at once: the subjects, and the ids by their first bits.
    static let pieces = 1 << idBits + 1
    private static let idBits = 3

    func run(_ piece: Int) throws -> ScannedIndexes {
        var found = ScannedIndexes()
        do {
            try log.environment.read { reading in
                if piece == 0 {
                    found.subjects = try subjects(reading)
                } else {
                    let shift = UInt64(64 - Self.idBits)
                    let first = UInt64(piece - 1)
                    found.ids = try ids(first << shift...(first + 1) &<< shift &- 1, reading)
                }
            }
        } catch let error as LMDBError {
            throw LedgerFault(position: nil, reason: "the indexes cannot be read: \(error)")
        }
        return found
    }

    /// The rows of ids whose first 64 bits are within `range`.
    private func ids(_ range: ClosedRange<UInt64>, _ reading: borrowing ReadTransaction) throws -> IndexSums {
        func fault() -> LedgerFault { LedgerFault(position: nil, reason: "the index of ids does not stand in order") }
        var sums = IndexSums()
        var last: (id: IDKey, place: Place, page: UInt)?
        var cursor = try reading.cursor(over: log.tables.ids)
        var entry = try cursor.seek([UInt8](bigEndian: range.lowerBound))
        while let found = entry {
            guard let id = IDKey(found.key), let place = Place(found.value) else {
                throw LedgerFault(position: nil, reason: "the index of ids has a row that says nothing")
            }
            if id.high > range.upperBound { break }
            if let last, last.id >= id { throw fault() }
            if last?.page != found.page {
                // The way down leads to every key of a page if it leads to its first and to its last.
                if let last { try lead(to: last.place, from: last.id, reading) }
                try lead(to: place, from: id, reading)
            }
            last = (id, place, found.page)
            if place.position.rawValue < indexed { sums.addRow(id, place, hash) }
            entry = try cursor.next()
        }
        if let last { try lead(to: last.place, from: last.id, reading) }
        return sums
    }

    private func lead(to place: Place, from id: IDKey, _ reading: borrowing ReadTransaction) throws {
        guard let value = try reading.value(for: id.bytes, in: log.tables.ids), Place(value) == place else {
            throw LedgerFault(position: place.position.rawValue, reason: "the index of ids does not lead to it")
        }
    }

    private func subjects(_ reading: borrowing ReadTransaction) throws -> IndexSums {
        var sums = IndexSums()
        var prefix: [UInt8] = []
        var subject: UInt64 = 0
        var last: (place: Place, page: UInt)?
        var cursor = try reading.cursor(over: log.tables.subjects)
        var entry = try cursor.next()
        while let found = entry {
            let split = found.key.count - 8
            guard split > 1, found.key[split - 1] == 0, let version = found.key.bigEndian(at: split), found.value.count == 8,
                let position = found.value.bigEndian(at: 0)
            else { throw LedgerFault(position: nil, reason: "the index of subjects has a row that says nothing") }
            let place = Place(position: Position(position), version: version)
            let isNew = split != prefix.count || !found.key.starts(with: prefix)
            if isNew || last?.page != found.page, let last { try lead(to: last.place, from: prefix, reading) }
            if isNew {
                let name = Array(copying: found.key.extracting(0..<split))
                guard prefix.lexicographicallyPrecedes(name) else { throw disorder(position) }
                prefix = name
                subject = hash.name(found.key.extracting(0..<split - 1))
            }
            let before = isNew ? nil : last?.place
            guard version == (before?.version ?? 0) + 1, before.map({ $0.position < place.position }) ?? true else {
                throw disorder(position)
            }
            if isNew || last?.page != found.page { try lead(to: place, from: prefix, reading) }
            last = (place, found.page)
            if position < indexed { sums.addRow(subject: subject, place, hash) }
            entry = try cursor.next()
        }
        if let last { try lead(to: last.place, from: prefix, reading) }
        return sums
    }

    private func disorder(_ position: UInt64) -> LedgerFault {
        LedgerFault(position: position, reason: "the index of subjects does not stand in order there")
    }

    private func lead(to place: Place, from prefix: [UInt8], _ reading: borrowing ReadTransaction) throws {
        let key = prefix + [UInt8](bigEndian: place.version)
        guard let value = try reading.value(for: key, in: log.tables.subjects), value.count == 8,
            value.bigEndian(at: 0) == place.position.rawValue
        else { throw LedgerFault(position: place.position.rawValue, reason: "the index of subjects does not lead to it") }
    }
}

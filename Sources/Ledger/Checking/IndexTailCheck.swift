import Events
import LMDB

/// Checks that the indexes hold no row that leads nowhere, all in one state of the ledger: below `indexed` every event has
/// its rows, as `IndexCheck` saw; of the newest events some have theirs, and those must be right.
struct IndexTailCheck {
    let tables: LogTables
    /// Events below this were found in both indexes.
    let indexed: UInt64

    func run(_ reading: borrowing ReadTransaction) throws {
        let size = UInt64(try reading.count(of: tables.events))
        var positions: [Subject: [UInt64]] = [:]
        var ids: [(id: IDKey, position: UInt64)] = []
        for position in min(indexed, size)..<size {
            guard let record = try reading.value(at: position, in: tables.events) else {
                throw LedgerFault(position: position, reason: "there is no event")
            }
            guard let event = IndexedEvent(record, at: position) else {
                throw LedgerFault(position: position, reason: "there is no event that can be read")
            }
            positions[event.subject, default: []].append(position)
            ids.append((event.id, position))
        }
        var places: [UInt64: UInt64] = [:]
        var rows = indexed
        for (subject, positions) in positions { rows += try countSubject(subject, positions, &places, reading) }
        try expect(rows, in: tables.subjects, "subjects", reading)
        try expect(indexed + countIDs(ids, places, reading), in: tables.ids, "ids", reading)
    }

    /// The rows of a subject's newest events; notes the version of each of these events.
    private func countSubject(
        _ subject: Subject, _ positions: [UInt64], _ versions: inout [UInt64: UInt64], _ reading: borrowing ReadTransaction
    ) throws -> UInt64 {
        let prefix = SubjectKey.prefix(subject)
        var rows: [(version: UInt64, position: UInt64)] = []
        var base: UInt64 = 0
        var cursor = try reading.cursor(over: tables.subjects)
        var entry = try cursor.last(before: SubjectKey.end(subject))
        while let found = entry, found.key.starts(with: prefix) {
            guard found.key.count == prefix.count + 8, let version = found.key.bigEndian(at: prefix.count),
                let position = found.value.bigEndian(at: 0)
            else { throw LedgerFault(position: nil, reason: "the index of subjects has a row of \(subject) that says nothing") }
            if position < indexed {
                base = version
                break
            }
            rows.append((version, position))
            entry = try cursor.previous()
        }
        for (index, position) in positions.enumerated() { versions[position] = base + UInt64(index) + 1 }
        for (version, position) in rows where versions[position] != version {
            throw LedgerFault(position: position, reason: "the index of subjects leads to it as version \(version) of \(subject)")
        }
        return UInt64(rows.count)
    }

    private func countIDs(
        _ ids: [(id: IDKey, position: UInt64)], _ versions: [UInt64: UInt64], _ reading: borrowing ReadTransaction
    ) throws -> UInt64 {
        var rows: UInt64 = 0
        for (id, position) in ids {
            guard let bytes = try reading.value(for: id.bytes, in: tables.ids) else { continue }
            guard let place = Place(bytes), place.position.rawValue == position, place.version == versions[position] else {
                throw LedgerFault(position: position, reason: "the index of ids does not lead to it")
            }
            rows += 1
        }
        return rows
    }

    private func expect(_ rows: UInt64, in table: Table, _ name: String, _ reading: borrowing ReadTransaction) throws {
        let stored = try reading.count(of: table)
        guard UInt64(stored) == rows else {
            throw LedgerFault(
                position: nil, reason: "the index of \(name) has \(stored) rows, and \(rows) of them lead to events")
        }
    }
}

import Events
import LMDB

/// Completes the index tables from the log, after a stop that left the newest entries in memory.
struct IndexCatchUp {
    let environment: Environment
    let tables: LogTables

    /// Events indexed in one transaction.
    private static let step: UInt64 = 50_000

    /// - Parameter size: of the ledger.
    func run(size: UInt64) throws {
        var indexed = try environment.read { try indexedSize(in: tables, $0) ?? size }
        while indexed < size {
            let end = min(indexed + Self.step, size)
            let entries = try environment.read { try self.entries(from: indexed, to: end, $0) }
            try environment.write { transaction in
                try IndexMerge(entries, end: end).step(Int(Self.step)).write(to: tables, &transaction)
            }
            indexed = end
        }
    }

    private func entries(from start: UInt64, to end: UInt64, _ reading: borrowing ReadTransaction) throws -> IndexEntries {
        var entries = IndexEntries()
        for position in start..<end {
            guard let record = try EventRecord(at: Position(position), in: tables.events, reading),
                let header = try? Header(bytes: record.header)
            else { throw LedgerError.damaged(position: position, reason: "there is no event that can be read") }
            let subject = header.attributes.subject
            let version = try entries.runs[subject]?.lastVersion ?? versionBelow(start, of: subject, reading)
            entries.add(
                IDKey(header.attributes.reference), subject, Place(position: Position(position), version: version + 1))
        }
        return entries
    }

    /// The number of the subject's last event below `position`. Later ones may be in the table, from a merge cut off.
    private func versionBelow(
        _ position: UInt64, of subject: Subject, _ reading: borrowing ReadTransaction
    ) throws -> UInt64 {
        let prefix = SubjectKey.prefix(subject)
        var cursor = try reading.cursor(over: tables.subjects)
        var entry = try cursor.last(before: SubjectKey.end(subject))
        while let found = entry, found.key.starts(with: prefix) {
            if let at = found.value.bigEndian(at: 0), at < position, let version = found.key.bigEndian(at: prefix.count) {
                return version
            }
            entry = try cursor.previous()
        }
        return 0
    }
}

/// The position below which the index tables are complete; nil in a ledger of the time when they always were.
func indexedSize(in tables: LogTables, _ reading: borrowing ReadTransaction) throws -> UInt64? {
    try reading.value(for: About.indexed, in: tables.about)?.bigEndian(at: 0)
}

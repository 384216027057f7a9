import Events
import LMDB

/// Finds the index entries that the tables lack, from the log: after a stop that left the newest in memory, all of them in a ledger that
/// is put together anew.
struct IndexCatchUp {
    let environment: Environment
    let tables: LogTables

    /// Events that are read in one snapshot, and whose entries are added at once.
    private static let step: UInt64 = 50_000

    /// The index with these entries in memory again, as before the stop.
    ///
    /// - Parameters:
    ///   - size: of the ledger.
    ///   - limit: see ``LedgerSettings/indexGathers``.
    func recent(size: UInt64, limit: Int) throws -> RecentIndex {
        let indexed = try environment.read { try indexedSize(in: tables, $0) ?? size }
        let recent = RecentIndex(size: indexed, limit: limit)
        try forEach(from: indexed, to: size, recent) { recent.found($0, end: $1) }
        return recent
    }

    /// Completes the tables.
    ///
    /// - Parameter size: of the ledger.
    func complete(size: UInt64) throws {
        let indexed = try environment.read { try indexedSize(in: tables, $0) ?? size }
        let recent = RecentIndex(size: indexed, limit: LedgerSettings.usualIndexGathers)
        try forEach(from: indexed, to: size, recent) { entries, end in
            let step = recent.step(for: entries.count)
            if let step { try environment.write { try step.write(to: tables, &$0) } }
            recent.committed(entries, end: end, taken: step)
        }
        try recent.settle(in: tables, of: environment)
    }

    private func forEach(
        from indexed: UInt64, to size: UInt64, _ recent: RecentIndex, _ body: (IndexEntries, UInt64) throws -> Void
    ) throws {
        for start in stride(from: indexed, to: size, by: Int(Self.step)) {
            let end = min(start + Self.step, size)
            try body(try environment.read { try entries(from: start, to: end, recent, $0) }, end)
        }
    }

    private func entries(
        from start: UInt64, to end: UInt64, _ recent: RecentIndex, _ reading: borrowing ReadTransaction
    ) throws -> IndexEntries {
        var entries = IndexEntries()
        for position in start..<end {
            guard let record = try reading.value(at: position, in: tables.events), let event = IndexedEvent(record, at: position)
            else { throw LedgerError.damaged(position: position, reason: "there is no event that can be read") }
            let version =
                try entries.runs[event.subject]?.lastVersion ?? recent.version(of: event.subject)
                ?? versionBelow(start, of: event.subject, reading)
            entries.add(event.id, event.subject, Place(position: Position(position), version: version + 1))
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

import Events
import LMDB
import Transparency

/// Checks a stretch of events in one read transaction: each by itself, in the indexes, and in the tree.
struct StretchCheck: Sendable {
    /// Events of one stretch: the leaves of a perfect subtree, so that its root is a node of the tree.
    static let level = 12
    static let length: UInt64 = 1 << UInt64(level)

    let log: ReadOnlyLog
    let keys: KeyReader?
    let onlyTree: Bool
    /// Events below this position have their rows in the indexes.
    let indexed: UInt64
    let hash: RowHash
    /// Looks each event up in the indexes, and reads it slowly; nil where all events are compared with the whole of the indexes later.
    var indexes: IndexCheck?

    /// What a stretch tells the whole.
    struct Outcome: Sendable {
        /// The tree over the stretch's leaves alone.
        var tree = Frontier()
        var first: Instant?
        var last: Instant?
        var opened: UInt64 = 0
        var withoutKey: UInt64 = 0
        /// What must lead to the events.
        var rows = IndexSums()
    }

    /// The same check, that reads each event slowly: what it says is wrong comes first, and is said in full.
    var careful: StretchCheck {
        var check = self
        check.indexes = IndexCheck(tables: log.tables, indexed: indexed)
        return check
    }

    /// - Parameters:
    ///   - range: the positions; they start at a multiple of `length`, save where single events are looked at.
    ///   - glance: the worker's.
    ///   - before: told each position before it is read.
    /// - Throws: `LedgerFault`, the first there is.
    func run(_ range: Range<UInt64>, _ glance: inout EventGlance, before: (UInt64) -> Void = { _ in }) throws -> Outcome {
        var at = range.lowerBound
        do {
            return try log.environment.read { try run(range, &glance, $0, at: &at, before) }
        } catch let fault as LedgerFault {
            throw fault
        } catch let error as RecordError {
            throw LedgerFault(position: at, reason: "\(error)")
        } catch let error as LMDBError {
            throw LedgerFault(position: at, reason: "it cannot be read: \(error)")
        } catch let error as LedgerError {
            throw LedgerFault(position: at, reason: "\(error)")
        }
    }

    private func run(
        _ range: Range<UInt64>, _ glance: inout EventGlance, _ reading: borrowing ReadTransaction, at: inout UInt64,
        _ before: (UInt64) -> Void
    ) throws -> Outcome {
        var outcome = Outcome()
        var kept = [KeptHashes(level: 0, table: log.tables.tree), KeptHashes(level: 8, table: log.tables.tree)]
        var cursor = try reading.cursor(over: log.tables.events)
        var subjects = try reading.cursor(over: log.tables.subjects)
        before(at)
        var entry = try cursor.seek([UInt8](bigEndian: at))
        for position in range {
            at = position
            if position > range.lowerBound {
                before(position)
                entry = try cursor.next()
            }
            guard let found = entry, found.key.count == 8, found.key.bigEndian(at: 0) == position else {
                throw LedgerFault(position: position, reason: "there is no event")
            }
            // The way by the key must lead to the same bytes as the way along the table.
            guard let value = try reading.value(at: position, in: log.tables.events), value.isIdentical(to: found.value)
            else { throw LedgerFault(position: position, reason: "the table of events does not lead to it") }
            value.fetchNextPage()
            let record = try CheckedRecord(value, at: position)
            if !onlyTree {
                let facts = try self.facts(
                    value.extracting(record.header), value.extracting(record.sealed), at: position, &glance, &subjects,
                    after: outcome.last, reading)
                if let last = outcome.last, facts.recordedTime < last { throw TimeOrder.fault(position) }
                if outcome.first == nil { outcome.first = facts.recordedTime }
                outcome.last = facts.recordedTime
                if facts.isOpened { outcome.opened += 1 } else { outcome.withoutKey += keys == nil ? 0 : 1 }
                if position < indexed { outcome.rows.addEvent(facts.id, subject: facts.subject, at: position, hash) }
            }
            try grow(&outcome.tree, TreeHash.leaf(value.extracting(record.header)), from: range.lowerBound, &kept, reading)
        }
        return outcome
    }

    /// Checks what an event says by itself, and with `indexes` what leads to it.
    private func facts(
        _ header: Span<UInt8>, _ sealed: Span<UInt8>, at position: UInt64, _ glance: inout EventGlance,
        _ subjects: inout Cursor, after last: Instant?, _ reading: borrowing ReadTransaction
    ) throws -> EventFacts {
        if indexes == nil, let facts = try glance.facts(header, sealed, at: position) { return facts }
        let header = try EventCheck.header(Array(copying: header), at: position)
        if let last, header.recordedTime < last { throw TimeOrder.fault(position) }
        try indexes?.check(header, at: position, &subjects, reading)
        let isOpened = try keys != nil && EventCheck(keys: keys).opens(Array(copying: sealed), of: header)
        return EventFacts(header, isOpened: isOpened, hash)
    }

    /// Adds a leaf and compares what it completes with what the ledger keeps.
    private func grow(
        _ tree: inout Frontier, _ leaf: TreeHash, from start: UInt64, _ kept: inout [KeptHashes],
        _ reading: borrowing ReadTransaction
    ) throws {
        let position = start + tree.size
        guard try kept[0].has(leaf, at: position, reading) else {
            throw LedgerFault(position: position, reason: "the hash of its header is not the leaf that the tree keeps")
        }
        var completed: TreeHash?
        tree.append(leaf) { level, _, hash in if level == 8 { completed = hash } }
        guard let completed, start.isMultiple(of: Self.length) else { return }
        guard try kept[1].has(completed, at: position >> 8, reading) else {
            throw LedgerFault(position: position & ~255, reason: "the tree's hash at level 8, index \(position >> 8) is wrong")
        }
    }
}

/// Recorded times must not go back.
enum TimeOrder {
    static func fault(_ position: UInt64) -> LedgerFault {
        LedgerFault(position: position, reason: "its recorded time goes back")
    }
}

/// Where the parts of a record stand in it, found before anything is copied.
struct CheckedRecord {
    let header: Range<Int>
    let sealed: Range<Int>

    /// Bytes of a sealed part at most: the data, its attributes, salt, nonce, tag and length, and room to spare.
    private static let sealedLimit = LedgerSettings.dataLimit + (1 << 20)

    init(_ bytes: Span<UInt8>, at position: UInt64) throws {
        guard bytes.count <= 2 + HeaderDraft.lengthLimit + Self.sealedLimit else {
            throw LedgerFault(position: position, reason: "the record has \(bytes.count) bytes, more than any that was written")
        }
        let start = try EventRecord.sealedStart(bytes)
        header = 2..<start
        sealed = start..<bytes.count
    }
}

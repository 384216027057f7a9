import LMDB
import Transparency

/// How much a ledger holds, all in one state of it. What is committed later is left out of a check.
struct Extent: Sendable {
    /// Events, by the last position there is.
    let size: UInt64
    let origin: String
    /// Events below this position have their rows in the indexes.
    let indexed: UInt64
    /// Checkpoints up to `size`.
    let checkpoints: UInt64
    /// The last of them.
    let checkpoint: String
    /// Signing keys that were used before.
    let retired: [RetiredSigner]
    /// What does not fit together; told last, as the events may show where it comes from.
    let faults: [LedgerFault]

    init(_ log: ReadOnlyLog) throws {
        self = try log.environment.read { try Extent(log.tables, $0) }
    }

    private init(_ tables: LogTables, _ reading: borrowing ReadTransaction) throws {
        guard try reading.bytes(for: About.format, in: tables.about) == About.currentFormat else {
            throw LedgerFault(position: nil, reason: "it does not say that it is of format 1")
        }
        origin = String(decoding: try reading.bytes(for: About.origin, in: tables.about) ?? [], as: UTF8.self)
        size = try Self.last(of: tables.events, reading).map { $0 + 1 } ?? 0
        checkpoints = UInt64(try reading.count(of: tables.checkpoints))
        var faults: [LedgerFault] = []
        func expect(_ actual: UInt64, _ expected: UInt64, _ what: String) {
            if actual != expected {
                faults.append(LedgerFault(position: nil, reason: "\(what) has \(actual) rows, not \(expected)"))
            }
        }
        let signed = try Self.last(of: tables.checkpoints, reading)
        if signed != size {
            let reason =
                "the last checkpoint is of size \(signed.map(String.init) ?? "none"), and there are \(size) events: the end was cut off or added to"
            faults.append(LedgerFault(position: min(signed ?? 0, size), reason: reason))
        }
        expect(UInt64(try reading.count(of: tables.events)), size, "the table of events")
        expect(UInt64(try reading.count(of: tables.tree)), Self.treeRows(size), "the table of the tree")
        if let fault = try Self.longChunk(size, in: tables.tree, reading) { faults.append(fault) }
        retired = try SignerHistory.retired(in: tables, reading)
        for signer in retired
        where try reading.bytes(for: [UInt8](bigEndian: signer.endedAt), in: tables.checkpoints) == nil {
            // A key counts as the ledger's only because its successor signed the checkpoint at its end as well.
            let reason =
                "the key \(signer.verifier.text) is said to have ended at size \(signer.endedAt), and no checkpoint there hands over from it"
            faults.append(LedgerFault(position: nil, reason: reason))
        }
        let told = try reading.bytes(for: About.indexed, in: tables.about)
        let mark = try reading.bytes(for: About.visitors, in: tables.about)
        let facts = 2 + (told == nil ? 0 : 1) + (mark == nil ? 0 : 1) + retired.count
        expect(UInt64(try reading.count(of: tables.about)), UInt64(facts), "the table about")
        indexed = try indexedSize(in: tables, reading) ?? size
        if indexed > size {
            faults.append(LedgerFault(position: size, reason: "the indexes reach to \(indexed), beyond the end"))
        }
        let note = try reading.bytes(for: [UInt8](bigEndian: size), in: tables.checkpoints) ?? []
        checkpoint = String(decoding: note, as: UTF8.self)
        self.faults = faults
    }

    /// The last key of a table whose keys are numbers; nil where it is empty.
    private static func last(of table: Table, _ reading: borrowing ReadTransaction) throws -> UInt64? {
        var cursor = try reading.cursor(over: table)
        guard let entry = try cursor.previous() else { return nil }
        guard entry.key.count == 8, let number = entry.key.bigEndian(at: 0), number < UInt64(Int64.max) else {
            throw LedgerFault(position: nil, reason: "a table's last key is no position")
        }
        return number
    }

    /// A chunk of the tree that does not end where its last hash does; nil where all do. The hashes themselves are looked at
    /// with the events.
    private static func longChunk(
        _ size: UInt64, in table: Table, _ reading: borrowing ReadTransaction
    ) throws -> LedgerFault? {
        var cursor = try reading.cursor(over: table)
        var entry = try cursor.next()
        while let found = entry {
            guard found.key.count == 9, let chunk = found.key.bigEndian(at: 1), found.key[0] < 64 else {
                return LedgerFault(position: nil, reason: "a key of the tree's table is none")
            }
            let hashes = size >> UInt64(found.key[0])
            let start = chunk.multipliedReportingOverflow(by: TreeTable.chunkLength)
            let expected =
                start.overflow || start.partialValue > hashes ? 0 : min(TreeTable.chunkLength, hashes - start.partialValue)
            if UInt64(found.value.count) != expected * UInt64(TreeHash.length) {
                return LedgerFault(
                    position: start.partialValue << UInt64(found.key[0]),
                    reason:
                        "the tree's chunk \(chunk) of level \(found.key[0]) has \(found.value.count) bytes, not \(expected * UInt64(TreeHash.length))"
                )
            }
            entry = try cursor.next()
        }
        return nil
    }

    /// Chunks of the hashes at the levels 0, 8, 16, … over `size` leaves.
    private static func treeRows(_ size: UInt64) -> UInt64 {
        var rows: UInt64 = 0
        var hashes = size
        while hashes > 0 {
            rows += (hashes + TreeTable.chunkLength - 1) / TreeTable.chunkLength
            hashes >>= UInt64(TreeReader.levelStep)
        }
        return rows
    }
}

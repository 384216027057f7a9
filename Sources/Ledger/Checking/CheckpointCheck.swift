import LMDB
import Transparency

/// Checks the kept checkpoints of a stretch of sizes against a tree that was computed from the events.
struct CheckpointCheck: Sendable {
    let log: ReadOnlyLog
    let origin: String
    let signers: SignerHistory

    /// - Parameters:
    ///   - sizes: the checkpoints looked at.
    ///   - start: the tree at a size up to the first of them. What follows is read from the table of the tree, whose agreement
    ///     with the events was checked before.
    /// - Returns: how many checkpoints there are.
    func run(_ sizes: ClosedRange<UInt64>, from start: Frontier) throws -> UInt64 {
        var at = sizes.lowerBound
        do {
            return try log.environment.read { try run(sizes, from: start, $0, at: &at) }
        } catch let error as LMDBError {
            throw LedgerFault(position: at, reason: "the checkpoint cannot be read: \(error)")
        }
    }

    private func run(
        _ sizes: ClosedRange<UInt64>, from start: Frontier, _ reading: borrowing ReadTransaction, at: inout UInt64
    ) throws -> UInt64 {
        var tree = start
        var kept = Kept(log)
        var count: UInt64 = 0
        var cursor = try reading.cursor(over: log.tables.checkpoints)
        var entry = try cursor.seek([UInt8](bigEndian: at))
        while let found = entry, let size = found.key.bigEndian(at: 0), size <= sizes.upperBound {
            at = size
            func fault(_ reason: String) -> LedgerFault {
                LedgerFault(position: size, reason: "the checkpoint of size \(size) \(reason)")
            }
            guard found.key.count == 8, size >= tree.size else { throw fault("stands in the wrong place") }
            guard let value = try reading.value(for: [UInt8](bigEndian: size), in: log.tables.checkpoints),
                value.isIdentical(to: found.value), value.count <= Self.noteLimit
            else { throw fault("is not found by its size") }
            try Self.grow(&tree, to: size, &kept, reading)
            let expected = Checkpoint(origin: origin, size: size, root: tree.root).text
            let note = String(decoding: Array(copying: value), as: UTF8.self)
            guard note.utf8.starts(with: (expected + "\n").utf8) else { throw fault("does not say the root of that size") }
            guard signers.opens(note, at: size, as: expected) else {
                throw fault("is not signed by the key \(signers.verifier(at: size)?.text ?? "that it should be")")
            }
            count += 1
            entry = try cursor.next()
        }
        return count
    }

    /// Bytes of a kept checkpoint at most.
    static let noteLimit = 4096

    /// The root of the tree when it had `size` leaves.
    ///
    /// - Parameter start: the tree at a size up to that.
    func root(at size: UInt64, from start: Frontier) throws -> TreeHash {
        try log.environment.read { reading in
            var tree = start
            var kept = Kept(log)
            try Self.grow(&tree, to: size, &kept, reading)
            return tree.root
        }
    }

    /// The hashes a tree is grown from.
    private struct Kept {
        var leaves: KeptHashes
        var subtrees: KeptHashes

        init(_ log: ReadOnlyLog) {
            leaves = KeptHashes(level: 0, table: log.tables.tree)
            subtrees = KeptHashes(level: TreeReader.levelStep, table: log.tables.tree)
        }
    }

    private static func grow(
        _ tree: inout Frontier, to size: UInt64, _ kept: inout Kept, _ reading: borrowing ReadTransaction
    ) throws {
        let level = TreeReader.levelStep
        let width: UInt64 = 1 << UInt64(level)
        while tree.size < size {
            if tree.size.isMultiple(of: width), size - tree.size >= width {
                guard let root = try kept.subtrees.hash(at: tree.size / width, reading) else {
                    throw LedgerFault(
                        position: tree.size, reason: "the tree has no hash at level \(level), index \(tree.size / width)")
                }
                tree.append(root, level: level)
                continue
            }
            guard let leaf = try kept.leaves.hash(at: tree.size, reading) else {
                throw LedgerFault(position: tree.size, reason: "the tree has no leaf there")
            }
            tree.append(leaf)
        }
    }
}

import LMDB
import Transparency

/// The kept hashes of the tree, in chunks of 32 so that each stays inline in a page: every eighth level, as the tiles of
/// C2SP tlog-tiles need them. The key is the level as one byte and the chunk's number.
enum TreeTable {
    /// Hashes of one chunk.
    static let chunkLength: UInt64 = 32

    static func key(level: Int, chunk: UInt64) -> [UInt8] {
        var key = [UInt8(level)]
        key.append(bigEndian: chunk)
        return key
    }

    static func hash(level: Int, index: UInt64, in table: Table, _ reading: borrowing ReadTransaction) throws -> TreeHash {
        let start = Int(index % chunkLength) * TreeHash.length
        let key = key(level: level, chunk: index / chunkLength)
        guard let chunk = try reading.value(for: key, in: table), chunk.count >= start + TreeHash.length,
            let hash = TreeHash(Array(copying: chunk.extracting(start..<start + TreeHash.length)))
        else {
            throw LedgerError.damaged(
                position: index << UInt64(level), reason: "the tree has no hash at level \(level), index \(index)")
        }
        return hash
    }

    /// A run of hashes of one level, one after the other.
    static func bytes(
        level: Int, _ range: Range<UInt64>, in table: Table, _ reading: borrowing ReadTransaction
    ) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count * TreeHash.length)
        var index = range.lowerBound
        while index < range.upperBound {
            let end = min(range.upperBound, (index / chunkLength + 1) * chunkLength)
            let start = Int(index % chunkLength) * TreeHash.length
            let length = Int(end - index) * TreeHash.length
            let key = key(level: level, chunk: index / chunkLength)
            guard let chunk = try reading.value(for: key, in: table), chunk.count >= start + length else {
                throw LedgerError.damaged(
                    position: index << UInt64(level), reason: "the tree has no hash at level \(level), index \(index)")
            }
            bytes += Array(copying: chunk.extracting(start..<start + length))
            index = end
        }
        return bytes
    }

    /// The right edge of the tree when it had `size` leaves.
    static func frontier(at size: UInt64, in table: Table, _ reading: borrowing ReadTransaction) throws -> Frontier {
        try TreeReader.frontier(at: size) { level, index in try hash(level: level, index: index, in: table, reading) }
    }

    /// Hashes that a commit adds, chunk by chunk.
    struct Additions {
        private var chunks: [[UInt8]: [UInt8]] = [:]

        /// Grows the tree by a leaf, and adds those of the new hashes that are kept.
        mutating func append(
            _ leaf: TreeHash, to frontier: inout Frontier, in table: Table, _ reading: borrowing ReadTransaction
        ) throws {
            var kept: [(level: Int, index: UInt64, hash: TreeHash)] = []
            frontier.append(leaf) { level, index, hash in
                if level % TreeReader.levelStep == 0 { kept.append((level, index, hash)) }
            }
            for (level, index, hash) in kept { try append(hash, level: level, index: index, in: table, reading) }
        }

        /// Adds the hash that follows the last one of its level.
        mutating func append(
            _ hash: TreeHash, level: Int, index: UInt64, in table: Table, _ reading: borrowing ReadTransaction
        ) throws {
            let key = TreeTable.key(level: level, chunk: index / chunkLength)
            var chunk = chunks[key] ?? []
            if chunk.isEmpty, index % chunkLength > 0 { chunk = try reading.bytes(for: key, in: table) ?? [] }
            guard chunk.count == Int(index % chunkLength) * TreeHash.length else {
                throw LedgerError.damaged(
                    position: index << UInt64(level), reason: "the tree's chunk does not end where it should")
            }
            chunks[key] = nil
            hash.append(to: &chunk)
            chunks[key] = chunk
        }

        func write(to table: Table, _ transaction: inout WriteTransaction) throws {
            for (key, chunk) in chunks { try transaction.put(chunk, for: key, in: table) }
        }
    }
}

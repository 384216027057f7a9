import LMDB
import Transparency

/// The hashes of one level as the ledger keeps them, read chunk by chunk.
struct KeptHashes {
    let level: Int
    private let table: Table
    private var chunk: UInt64?
    private var bytes: [UInt8] = []

    init(level: Int, table: Table) {
        self.level = level
        self.table = table
    }

    /// Whether the ledger keeps this hash at this index of the level.
    mutating func has(_ hash: TreeHash, at index: UInt64, _ reading: borrowing ReadTransaction) throws -> Bool {
        try load(index, reading)
        return hash.stands(in: bytes, at: Int(index % TreeTable.chunkLength) * TreeHash.length)
    }

    /// The hash at this index of the level; nil where there is none.
    mutating func hash(at index: UInt64, _ reading: borrowing ReadTransaction) throws -> TreeHash? {
        try load(index, reading)
        return TreeHash(bytes, from: Int(index % TreeTable.chunkLength) * TreeHash.length)
    }

    private mutating func load(_ index: UInt64, _ reading: borrowing ReadTransaction) throws {
        let number = index / TreeTable.chunkLength
        guard number != chunk else { return }
        bytes = try reading.bytes(for: TreeTable.key(level: level, chunk: number), in: table) ?? []
        chunk = number
    }
}

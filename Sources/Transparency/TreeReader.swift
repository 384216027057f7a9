/// Computes what a tree was at any size from the hashes that are kept: those of every eighth level, as tlog-tiles has it.
public enum TreeReader {
    /// Levels between those that are kept. A subtree between them is computed from at most 128 hashes.
    public static let levelStep = 8

    /// The right edge of the tree when it had `size` leaves.
    ///
    /// - Parameters:
    ///   - size: how many leaves.
    ///   - hash: the root of the perfect subtree at a level that is a multiple of `levelStep`.
    public static func frontier(at size: UInt64, hash: (_ level: Int, _ index: UInt64) throws -> TreeHash) rethrows -> Frontier {
        var roots: [TreeHash] = []
        var start: UInt64 = 0
        for level in stride(from: 63, through: 0, by: -1) where size >> UInt64(level) & 1 == 1 {
            roots.append(try subtree(level: level, index: start >> UInt64(level), hash: hash))
            start += 1 << UInt64(level)
        }
        guard let frontier = Frontier(size: size, roots: roots) else { preconditionFailure("one root for each one bit") }
        return frontier
    }

    /// The root of the perfect subtree of 2^level leaves that is the `index`-th of its level.
    private static func subtree(level: Int, index: UInt64, hash: (_ level: Int, _ index: UInt64) throws -> TreeHash) rethrows
        -> TreeHash
    {
        if level % levelStep == 0 { return try hash(level, index) }
        return .node(
            try subtree(level: level - 1, index: index * 2, hash: hash),
            try subtree(level: level - 1, index: index * 2 + 1, hash: hash))
    }
}

/// Computes roots of any size from the hashes that are kept: those of every eighth level, as tlog-tiles has it.
public struct TreeReader {
    /// Levels between those that are kept. A subtree between them is computed from at most 128 hashes.
    public static let levelStep = 8

    /// Answers the hash of the perfect subtree at a level that is a multiple of `levelStep`.
    private let hash: (_ level: Int, _ index: UInt64) throws -> TreeHash

    public init(hash: @escaping (_ level: Int, _ index: UInt64) throws -> TreeHash) { self.hash = hash }

    /// The right edge of the tree when it had `size` leaves.
    public func frontier(at size: UInt64) throws -> Frontier {
        var roots: [TreeHash] = []
        var start: UInt64 = 0
        for level in stride(from: 63, through: 0, by: -1) where size >> UInt64(level) & 1 == 1 {
            roots.append(try subtree(level: level, index: start >> UInt64(level)))
            start += 1 << UInt64(level)
        }
        guard let frontier = Frontier(size: size, roots: roots) else { preconditionFailure("one root for each one bit") }
        return frontier
    }

    /// The root of the tree when it had `size` leaves.
    public func root(at size: UInt64) throws -> TreeHash { try frontier(at: size).root }

    /// The root of the perfect subtree of 2^level leaves that is the `index`-th of its level.
    public func subtree(level: Int, index: UInt64) throws -> TreeHash {
        if level % Self.levelStep == 0 { return try hash(level, index) }
        return .node(try subtree(level: level - 1, index: index * 2), try subtree(level: level - 1, index: index * 2 + 1))
    }
}

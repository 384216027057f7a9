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
        var subtrees = SubtreeRoots()
        let roots = try Subtree.perfect(in: 0..<size).map { try subtrees.root(of: $0, hash: hash) }
        guard let frontier = Frontier(size: size, roots: roots) else { preconditionFailure("one root for each one bit") }
        return frontier
    }
}

/// A perfect subtree: the 2^level leaves from index × 2^level on.
struct Subtree: Hashable {
    let level: Int
    let index: UInt64

    /// The perfect subtrees that the tree over `leaves` consists of, from the left. `leaves` is a subtree of RFC 6962:
    /// it starts at a multiple of its length, rounded up to a power of two.
    static func perfect(in leaves: Range<UInt64>) -> [Subtree] {
        var start = leaves.lowerBound
        let length = leaves.upperBound - start
        return stride(from: 63, through: 0, by: -1).filter { length >> UInt64($0) & 1 == 1 }.map { level in
            defer { start += 1 << UInt64(level) }
            return Subtree(level: level, index: start >> UInt64(level))
        }
    }
}

/// The roots of subtrees, each computed once.
struct SubtreeRoots {
    private var known: [Subtree: TreeHash] = [:]

    /// The root of a perfect subtree.
    mutating func root(of subtree: Subtree, hash: (_ level: Int, _ index: UInt64) throws -> TreeHash) rethrows -> TreeHash {
        if subtree.level % TreeReader.levelStep == 0 { return try hash(subtree.level, subtree.index) }
        if let root = known[subtree] { return root }
        let left = Subtree(level: subtree.level - 1, index: subtree.index * 2)
        let right = Subtree(level: subtree.level - 1, index: subtree.index * 2 + 1)
        let root = TreeHash.node(try self.root(of: left, hash: hash), try self.root(of: right, hash: hash))
        known[subtree] = root
        return root
    }

    /// The root of the tree over `leaves`, which are a subtree of RFC 6962, and not none.
    mutating func root(
        of leaves: Range<UInt64>, hash: (_ level: Int, _ index: UInt64) throws -> TreeHash
    ) rethrows -> TreeHash {
        let roots = try Subtree.perfect(in: leaves).map { try root(of: $0, hash: hash) }
        guard let last = roots.last else { preconditionFailure("no leaves") }
        return roots.dropLast().reversed().reduce(last) { .node($1, $0) }
    }
}

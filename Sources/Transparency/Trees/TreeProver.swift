/// Makes proofs from the hashes that are kept, and reads no other than it needs. What one proof had to compute, the next
/// one finds, so for many proofs of one tree take one of these.
public struct TreeProver {
    private var roots = SubtreeRoots()

    public init() {}

    /// Proves that a leaf is in the tree (RFC 6962, section 2.1.1).
    ///
    /// - Parameters:
    ///   - index: the leaf, from 0.
    ///   - size: leaves in the tree.
    ///   - hash: the root of the perfect subtree at a level that is a multiple of `TreeReader.levelStep`.
    /// - Returns: nil if the leaf is not in the tree.
    public mutating func inclusion(
        of index: UInt64, in size: UInt64, hash: (_ level: Int, _ index: UInt64) throws -> TreeHash
    ) rethrows -> InclusionProof? {
        guard index < size else { return nil }
        let hashes = try Self.path(to: index, in: 0..<size).map { try roots.root(of: $0, hash: hash) }
        return InclusionProof(index: index, size: size, hashes: hashes)
    }

    /// Proves that a tree begins with a smaller one (RFC 6962, section 2.1.2).
    ///
    /// - Parameters:
    ///   - old: leaves of the smaller tree; from 1.
    ///   - new: leaves of the larger tree.
    ///   - hash: the root of the perfect subtree at a level that is a multiple of `TreeReader.levelStep`.
    /// - Returns: nil where there is nothing to prove: from a tree without leaves, or from a larger to a smaller one.
    public mutating func consistency(
        from old: UInt64, to new: UInt64, hash: (_ level: Int, _ index: UInt64) throws -> TreeHash
    ) rethrows -> ConsistencyProof? {
        guard old >= 1, old <= new else { return nil }
        let parts = Self.parts(of: old, in: 0..<new, isWhole: true)
        return ConsistencyProof(from: old, to: new, hashes: try parts.map { try roots.root(of: $0, hash: hash) })
    }

    /// PATH of RFC 6962: the leaves beside the way from a leaf to the root, from the leaf up.
    private static func path(to index: UInt64, in leaves: Range<UInt64>) -> [Range<UInt64>] {
        guard leaves.upperBound - leaves.lowerBound > 1 else { return [] }
        let split = split(leaves)
        return index < split
            ? path(to: index, in: leaves.lowerBound..<split) + [split..<leaves.upperBound]
            : path(to: index, in: split..<leaves.upperBound) + [leaves.lowerBound..<split]
    }

    /// SUBPROOF of RFC 6962: the parts of `leaves` that both trees are made of, and those that only the larger one has.
    ///
    /// - Parameter isWhole: whether the smaller tree's root is that of these leaves as they were, which whoever checks
    ///   has already.
    private static func parts(of old: UInt64, in leaves: Range<UInt64>, isWhole: Bool) -> [Range<UInt64>] {
        if old == leaves.upperBound { return isWhole ? [] : [leaves] }
        let split = split(leaves)
        return old <= split
            ? parts(of: old, in: leaves.lowerBound..<split, isWhole: isWhole) + [split..<leaves.upperBound]
            : parts(of: old, in: split..<leaves.upperBound, isWhole: false) + [leaves.lowerBound..<split]
    }

    /// Where RFC 6962 parts more than one leaf: after the largest power of two that is less than their number.
    private static func split(_ leaves: Range<UInt64>) -> UInt64 {
        let last = leaves.upperBound - leaves.lowerBound - 1
        return leaves.lowerBound + 1 << UInt64(63 - last.leadingZeroBitCount)
    }
}

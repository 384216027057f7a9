/// Proves that a leaf is in a tree: the roots of the subtrees beside the way from the leaf to the root (RFC 6962, section
/// 2.1.1).
public struct InclusionProof: Sendable, Equatable {
    /// The leaf, from 0.
    public let index: UInt64
    /// Leaves in the tree.
    public let size: UInt64
    /// From the leaf's sibling up.
    public let hashes: [TreeHash]

    public init(index: UInt64, size: UInt64, hashes: [TreeHash]) {
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// The root that leaf and proof lead to (RFC 9162, section 2.1.3.2).
    ///
    /// - Throws: `ProofError.noSuchLeaf`, `.proofLength`.
    public func root(leaf: TreeHash) throws(ProofError) -> TreeHash {
        guard index < size else { throw .noSuchLeaf(index: index, size: size) }
        let length = Self.length(index: index, size: size)
        guard hashes.count == length else { throw .proofLength(expected: length, actual: hashes.count) }
        var root = leaf
        var at = index
        var last = size - 1
        for hash in hashes {
            if at & 1 == 1 || at == last {
                root = .node(hash, root)
                // The last leaf of a tree that is not perfect has no sibling on these levels.
                while at & 1 == 0, at > 0 {
                    at >>= 1
                    last >>= 1
                }
            } else {
                root = .node(root, hash)
            }
            at >>= 1
            last >>= 1
        }
        return root
    }

    /// Checks that the leaf is in the tree with this root.
    ///
    /// - Throws: `ProofError.noSuchLeaf`, `.proofLength`, `.notIncluded`.
    public func check(leaf: TreeHash, root: TreeHash) throws(ProofError) {
        guard try self.root(leaf: leaf) == root else { throw .notIncluded(index: index, size: size) }
    }

    /// How many hashes a proof has: one for each level up to where leaf and last leaf meet, and from there one for each
    /// perfect subtree on the left.
    private static func length(index: UInt64, size: UInt64) -> Int {
        let apart = UInt64.bitWidth - (index ^ (size - 1)).leadingZeroBitCount
        return apart + (apart < UInt64.bitWidth ? (index >> UInt64(apart)).nonzeroBitCount : 0)
    }
}

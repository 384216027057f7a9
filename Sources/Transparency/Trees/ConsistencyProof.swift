/// Proves that a tree begins with a smaller one: that nothing was changed or taken out (RFC 6962, section 2.1.2).
public struct ConsistencyProof: Sendable, Equatable {
    /// Leaves of the smaller tree.
    public let from: UInt64
    /// Leaves of the larger tree.
    public let to: UInt64
    public let hashes: [TreeHash]

    public init(from: UInt64, to: UInt64, hashes: [TreeHash]) {
        self.from = from
        self.to = to
        self.hashes = hashes
    }

    /// Checks that the tree with the root `new` begins with the one with the root `old` (RFC 9162, section 2.1.4.2).
    ///
    /// - Throws: `ProofError.noSuchSizes`, `.proofLength`, `.notConsistent`.
    public func check(old: TreeHash, new: TreeHash) throws(ProofError) {
        if from == to {
            guard hashes.isEmpty else { throw .proofLength(expected: 0, actual: hashes.count) }
            guard old == new else { throw .notConsistent(from: from, to: to) }
            return
        }
        guard from >= 1, from < to else { throw .noSuchSizes(from: from, to: to) }
        let length = Self.length(from: from, to: to)
        guard hashes.count == length else { throw .proofLength(expected: length, actual: hashes.count) }
        var smaller = from - 1
        var larger = to - 1
        while smaller & 1 == 1 {
            smaller >>= 1
            larger >>= 1
        }
        // Where the smaller tree is perfect, its root is where both start, and whoever checks has it already.
        let isPerfect = from.nonzeroBitCount == 1
        let start = isPerfect ? old : hashes[0]
        var oldRoot = start
        var newRoot = start
        for hash in isPerfect ? hashes[...] : hashes.dropFirst() {
            if smaller & 1 == 1 || smaller == larger {
                oldRoot = .node(hash, oldRoot)
                newRoot = .node(hash, newRoot)
                while smaller & 1 == 0, smaller > 0 {
                    smaller >>= 1
                    larger >>= 1
                }
            } else {
                newRoot = .node(newRoot, hash)
            }
            smaller >>= 1
            larger >>= 1
        }
        guard oldRoot == old, newRoot == new else { throw .notConsistent(from: from, to: to) }
    }

    /// How many hashes a proof has: as many as the inclusion proof of the smaller tree's last leaf, less the levels of the
    /// last perfect subtree it stands in, and that subtree's root unless it is the whole of the smaller tree.
    private static func length(from: UInt64, to: UInt64) -> Int {
        let last = from - 1
        let apart = UInt64.bitWidth - (last ^ (to - 1)).leadingZeroBitCount
        let inclusion = apart + (apart < UInt64.bitWidth ? (last >> UInt64(apart)).nonzeroBitCount : 0)
        return inclusion - from.trailingZeroBitCount + (from.nonzeroBitCount == 1 ? 0 : 1)
    }
}

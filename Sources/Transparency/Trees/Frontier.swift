/// The right edge of a tree: the roots of the perfect subtrees it consists of, largest first. All that is needed to add
/// leaves and to know the root.
public struct Frontier: Sendable, Equatable {
    /// Leaves in the tree.
    public private(set) var size: UInt64
    /// One root for each one bit of `size`, from the highest.
    public private(set) var roots: [TreeHash]

    /// The tree without leaves.
    public init() {
        size = 0
        roots = []
    }

    /// Nil unless there is a root for each one bit of `size`.
    public init?(size: UInt64, roots: [TreeHash]) {
        guard roots.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.roots = roots
    }

    /// Adds a leaf. `completed` gets every perfect subtree this completes, from the leaf (level 0) up: its level, its
    /// index among those of the level, its root.
    public mutating func append(_ leaf: TreeHash, completed: (_ level: Int, _ index: UInt64, TreeHash) -> Void = { _, _, _ in }) {
        var hash = leaf
        var index = size
        var level = 0
        completed(level, index, hash)
        while index & 1 == 1 {
            hash = .node(roots.removeLast(), hash)
            index >>= 1
            level += 1
            completed(level, index, hash)
        }
        roots.append(hash)
        size += 1
    }

    /// Adds the leaves of a perfect subtree.
    ///
    /// - Parameters:
    ///   - root: the subtree's.
    ///   - level: that of its root; the size must be a multiple of its 2^level leaves.
    public mutating func append(_ root: TreeHash, level: Int) {
        var hash = root
        var index = size >> UInt64(level)
        precondition(index << UInt64(level) == size, "a subtree stands where as many leaves as it has could stand before it")
        while index & 1 == 1 {
            hash = .node(roots.removeLast(), hash)
            index >>= 1
        }
        roots.append(hash)
        size += 1 << UInt64(level)
    }

    /// The root of the tree (RFC 6962, section 2.1).
    public var root: TreeHash {
        guard let last = roots.last else { return .empty }
        return roots.dropLast().reversed().reduce(last) { .node($1, $0) }
    }
}

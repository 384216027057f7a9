import Testing
import Transparency

@Suite struct `Proofs of inclusion and consistency` {
    @Test func `prove every leaf at every size to 140`() throws {
        let tree = GrownTree(size: 140)
        for size in 1...140 {
            // A prover of its own for each size: what it finds must come from this tree alone.
            var prover = TreeProver()
            for index in 0..<size {
                let proof = try #require(try prover.inclusion(of: UInt64(index), in: UInt64(size), hash: tree.hash))
                try proof.check(leaf: GrownTree.leaf(UInt64(index)), root: tree.roots[size])
                let other = GrownTree.leaf(UInt64(index + 1))
                #expect(throws: ProofError.notIncluded(index: UInt64(index), size: UInt64(size))) {
                    try proof.check(leaf: other, root: tree.roots[size])
                }
            }
        }
    }

    @Test func `prove every size to 140 from every size before`() throws {
        let tree = GrownTree(size: 140)
        var prover = TreeProver()
        for new in 1...140 {
            for old in 1...new {
                let proof = try #require(try prover.consistency(from: UInt64(old), to: UInt64(new), hash: tree.hash))
                try proof.check(old: tree.roots[old], new: tree.roots[new])
                #expect(throws: ProofError.notConsistent(from: UInt64(old), to: UInt64(new))) {
                    try proof.check(old: tree.roots[old - 1], new: tree.roots[new])
                }
                #expect(throws: ProofError.notConsistent(from: UInt64(old), to: UInt64(new))) {
                    try proof.check(old: tree.roots[old], new: tree.roots[new - 1])
                }
            }
        }
    }

    /// Sizes around the powers of 256, where the kept levels begin.
    static let edges: [UInt64] = [1, 2, 127, 128, 129, 254, 255, 256, 257, 258, 511, 512, 513, 65_535, 65_536, 65_537, 70_000]

    @Test(arguments: edges) func `hold around the powers of 256`(size: UInt64) throws {
        let tree = GrownTree.large
        var prover = TreeProver()
        for index in Self.edges.flatMap({ [$0 - 1, $0] }) where index < size {
            let proof = try #require(try prover.inclusion(of: index, in: size, hash: tree.hash))
            try proof.check(leaf: GrownTree.leaf(index), root: tree.roots[Int(size)])
        }
        for old in Self.edges where old <= size {
            let proof = try #require(try prover.consistency(from: old, to: size, hash: tree.hash))
            try proof.check(old: tree.roots[Int(old)], new: tree.roots[Int(size)])
        }
    }

    @Test func `read the tiles beside the way to the root and nothing else`() throws {
        var read: Set<[UInt64]> = []
        var prover = TreeProver()
        for _ in 1...2 {
            let proof = try prover.inclusion(of: 1_000, in: 70_000) { level, index in
                read.insert([UInt64(level), index / 256])
                return try GrownTree.large.hash(level, index)
            }
            #expect(proof?.hashes.count == 17)
        }
        // The leaf's own tile and the one above it; then the right edge, 4,464 leaves: a row of the tile beside that one,
        // and the last leaves themselves.
        #expect(read == [[0, 3], [8, 0], [8, 1], [0, 273]])
    }

    @Test func `refuse what is not in the tree, and sizes that nothing leads between`() throws {
        var prover = TreeProver()
        let tree = GrownTree(size: 8)
        #expect(try prover.inclusion(of: 8, in: 8, hash: tree.hash) == nil)
        #expect(try prover.consistency(from: 0, to: 8, hash: tree.hash) == nil)
        #expect(try prover.consistency(from: 8, to: 7, hash: tree.hash) == nil)
        #expect(try prover.consistency(from: 8, to: 8, hash: tree.hash)?.hashes == [])
        #expect(throws: ProofError.noSuchLeaf(index: 8, size: 8)) {
            try InclusionProof(index: 8, size: 8, hashes: []).check(leaf: .empty, root: .empty)
        }
        #expect(throws: ProofError.noSuchSizes(from: 0, to: 8)) {
            try ConsistencyProof(from: 0, to: 8, hashes: []).check(old: .empty, new: tree.roots[8])
        }
        #expect(throws: ProofError.noSuchSizes(from: 8, to: 7)) {
            try ConsistencyProof(from: 8, to: 7, hashes: []).check(old: tree.roots[8], new: tree.roots[7])
        }
    }

    @Test func `take the greatest numbers without a trap`() throws {
        let sizes: [UInt64] = [.max, 1 << 63, 1 << 63 | 1]
        for size in sizes {
            for index: UInt64 in [0, 1, size / 2, size - 1] {
                #expect(throws: ProofError.self) {
                    try InclusionProof(index: index, size: size, hashes: []).check(leaf: .empty, root: .empty)
                }
                let long = InclusionProof(index: index, size: size, hashes: Array(repeating: .empty, count: 64))
                #expect(throws: ProofError.self) { try long.check(leaf: .empty, root: .empty) }
            }
            let proof = ConsistencyProof(from: size - 1, to: size, hashes: Array(repeating: .empty, count: 65))
            #expect(throws: ProofError.self) { try proof.check(old: .empty, new: .empty) }
        }
    }
}

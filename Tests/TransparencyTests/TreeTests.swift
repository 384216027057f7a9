import Testing
import Transparency

@Suite struct `The Merkle tree` {
    func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex)
        return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
    }

    /// The eight leaves of the Certificate Transparency reference tests, and its roots of sizes 0 to 8.
    let leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test func `has the published roots`() {
        var frontier = Frontier()
        #expect(frontier.root.array == bytes(roots[0]))
        for (leaf, root) in zip(leaves, roots.dropFirst()) {
            frontier.append(.leaf(bytes(leaf)))
            #expect(frontier.root.array == bytes(root), "size \(frontier.size)")
        }
    }

    /// RFC 6962, section 2.1, word for word: the slow definition.
    func definition(_ leaves: ArraySlice<TreeHash>) -> TreeHash {
        guard let first = leaves.first else { return .empty }
        guard leaves.count > 1 else { return first }
        var k = 1
        while k * 2 < leaves.count { k *= 2 }
        return .node(definition(leaves.prefix(k)), definition(leaves.dropFirst(k)))
    }

    @Test func `agrees with the definition at every size, forwards and from kept hashes`() throws {
        var frontier = Frontier()
        var leaves: [TreeHash] = []
        var kept: [[UInt64: TreeHash]] = Array(repeating: [:], count: 64)
        for index in 0..<600 {
            let leaf = TreeHash.leaf(Array("leaf \(index)".utf8))
            leaves.append(leaf)
            frontier.append(leaf) { level, index, hash in kept[level][index] = hash }
            if index < 140 || (250...262).contains(index) || index > 505 && index < 520 {
                #expect(frontier.root == definition(leaves[...]), "size \(index + 1)")
            }
        }
        for size in [0, 1, 2, 3, 7, 8, 9, 255, 256, 257, 511, 512, 513, 600] {
            let frontier = try TreeReader.frontier(at: UInt64(size)) { level, index in
                try #require(level % TreeReader.levelStep == 0 ? kept[level][index] : nil)
            }
            #expect(frontier.root == definition(leaves.prefix(size)), "size \(size)")
        }
    }

    @Test func `grows by whole subtrees as by their leaves`() {
        var byLeaves = Frontier()
        var bySubtrees = Frontier()
        for block in 0..<21 {
            var subtree = Frontier()
            for index in 0..<8 {
                let leaf = TreeHash.leaf([UInt8(block), UInt8(index)])
                byLeaves.append(leaf)
                subtree.append(leaf)
            }
            bySubtrees.append(subtree.root, level: 3)
            #expect(bySubtrees == byLeaves)
        }
    }
}

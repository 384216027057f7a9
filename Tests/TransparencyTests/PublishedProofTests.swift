import Testing
import Transparency

/// The proofs that Certificate Transparency publishes for its reference tree of eight leaves (RFC 6962; the same as in
/// transparency-dev/merkle), and the ways published there to spoil each of them.
@Suite struct `The published proofs` {
    private struct Inclusion {
        var index: UInt64
        var size: UInt64
        var proof: [String]
    }

    private struct Consistency {
        var from: UInt64
        var to: UInt64
        var proof: [String]
    }

    private let leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]

    /// The published roots of sizes 1 to 8.
    private let roots = [
        "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=", "+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=",
        "rra8/idLcKFPsGel5VeCZNsPqbUa9eC6FZFY8yngbnc=", "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=",
        "Tju7H3tHjc/nH7YxYxUZo7yhLJrvyhYSv85ME6hiZNQ=", "duZ9rbzfHhDht03cYIq9L5jfsW+851J3tSMqEn8gh+8=",
        "3bib5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw=", "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=",
    ]

    private let inclusions = [
        Inclusion(index: 0, size: 1, proof: []),
        Inclusion(
            index: 0, size: 8,
            proof: [
                "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=", "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
                "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=",
            ]),
        Inclusion(
            index: 5, size: 8,
            proof: [
                "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=", "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=",
                "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=",
            ]),
        Inclusion(index: 2, size: 3, proof: ["+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU="]),
        Inclusion(
            index: 1, size: 5,
            proof: [
                "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=", "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
                "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=",
            ]),
    ]

    private let consistencies = [
        Consistency(from: 1, to: 1, proof: []),
        Consistency(
            from: 1, to: 8,
            proof: [
                "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=", "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
                "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=",
            ]),
        Consistency(
            from: 6, to: 8,
            proof: [
                "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=", "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=",
                "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=",
            ]),
        Consistency(
            from: 2, to: 5,
            proof: ["Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=", "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms="]),
        Consistency(
            from: 6, to: 7,
            proof: [
                "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=", "sIaT7C5yFZcTBkHoIR5+7cy0wmQTlj7ubB4u0W/7Gl8=",
                "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=",
            ]),
    ]

    private func hash(_ text: String) throws -> TreeHash { try #require(Base64.decode(text).flatMap { TreeHash($0) }) }

    private func leaf(_ index: UInt64) -> TreeHash {
        let digits = Array(leaves[Int(index)])
        return .leaf(stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) })
    }

    /// Hashes that are made wrong in every way that is published: cut, longer at either end, one taken out, one put in
    /// between, one bit changed in each.
    private func spoilt(_ proof: [TreeHash], with roots: [TreeHash]) throws -> [[TreeHash]] {
        let garbage = TreeHash.leaf(Array("garbage".utf8))
        var all = roots.flatMap { [proof + [$0], [$0] + proof] } + [proof + [garbage], [garbage] + proof]
        for at in proof.indices {
            var changed = proof[at].array
            changed[0] ^= 1 << 3
            var proof = proof
            proof[at] = try #require(TreeHash(changed))
            all.append(proof)
        }
        guard !proof.isEmpty else { return all }
        all += [[], Array(proof.dropLast()), Array(proof.dropFirst()), [proof[0], garbage] + proof.dropFirst()]
        return all
    }

    @Test func `of inclusion are made and accepted`() throws {
        var frontier = Frontier()
        var kept: [TreeHash] = []
        for index in 0..<8 { frontier.append(leaf(UInt64(index))) { level, _, hash in if level == 0 { kept.append(hash) } } }
        for vector in inclusions {
            let published = try vector.proof.map(hash)
            var prover = TreeProver()
            let made = prover.inclusion(of: vector.index, in: vector.size) { _, index in kept[Int(index)] }
            #expect(made?.hashes == published)
            let proof = InclusionProof(index: vector.index, size: vector.size, hashes: published)
            try proof.check(leaf: leaf(vector.index), root: try hash(roots[Int(vector.size) - 1]))
        }
        for vector in consistencies {
            var prover = TreeProver()
            let made = prover.consistency(from: vector.from, to: vector.to) { _, index in kept[Int(index)] }
            #expect(made?.hashes == (try vector.proof.map(hash)))
            try made?.check(old: try hash(roots[Int(vector.from) - 1]), new: try hash(roots[Int(vector.to) - 1]))
        }
    }

    @Test func `of inclusion are refused when spoilt`() throws {
        for vector in inclusions {
            let root = try hash(roots[Int(vector.size) - 1])
            let leaf = leaf(vector.index)
            let hashes = try vector.proof.map(hash)
            func refuses(_ index: UInt64, _ size: UInt64, _ hashes: [TreeHash], _ leaf: TreeHash, _ root: TreeHash) {
                #expect(throws: ProofError.self, "leaf \(index) of \(size)") {
                    try InclusionProof(index: index, size: size, hashes: hashes).check(leaf: leaf, root: root)
                }
            }
            refuses(vector.index &- 1, vector.size, hashes, leaf, root)
            refuses(vector.index + 1, vector.size, hashes, leaf, root)
            refuses(vector.index ^ 2, vector.size, hashes, leaf, root)
            refuses(vector.index, vector.size * 2, hashes, leaf, root)
            refuses(vector.index, vector.size / 2, hashes, leaf, root)
            refuses(vector.index, vector.size, hashes, .leaf(Array("WrongLeaf".utf8)), root)
            refuses(vector.index, vector.size, hashes, leaf, .empty)
            refuses(vector.index, vector.size, hashes, leaf, .leaf([1]))
            for hashes in try spoilt(hashes, with: [root]) { refuses(vector.index, vector.size, hashes, leaf, root) }
        }
    }

    @Test func `of consistency are refused when spoilt`() throws {
        for vector in consistencies {
            let old = try hash(roots[Int(vector.from) - 1])
            let new = try hash(roots[Int(vector.to) - 1])
            let hashes = try vector.proof.map(hash)
            func refuses(_ from: UInt64, _ to: UInt64, _ hashes: [TreeHash], _ old: TreeHash, _ new: TreeHash) {
                #expect(throws: ProofError.self, "from \(from) to \(to)") {
                    try ConsistencyProof(from: from, to: to, hashes: hashes).check(old: old, new: new)
                }
            }
            refuses(vector.from - 1, vector.to, hashes, old, new)
            refuses(vector.from + 1, vector.to, hashes, old, new)
            refuses(vector.from ^ 2, vector.to, hashes, old, new)
            refuses(vector.from, vector.to * 2, hashes, old, new)
            refuses(vector.from, vector.to / 2, hashes, old, new)
            refuses(vector.from, vector.to, hashes, .leaf([1]), new)
            refuses(vector.from, vector.to, hashes, old, .leaf([1]))
            if vector.from != vector.to { refuses(vector.from, vector.to, hashes, new, old) }
            for hashes in try spoilt(hashes, with: [old, new]) { refuses(vector.from, vector.to, hashes, old, new) }
        }
        // Nothing is proven from the tree without leaves, and one size has one root.
        let root = try hash(roots[0])
        for (from, to, hashes) in [
            (UInt64(0), UInt64(1), [TreeHash]()), (2, 1, []), (2, 1, [root]), (1, 1, [root]), (0, 0, [root]),
        ] {
            #expect(throws: ProofError.self) {
                try ConsistencyProof(from: from, to: to, hashes: hashes).check(old: root, new: root)
            }
        }
        try ConsistencyProof(from: 0, to: 0, hashes: []).check(old: .empty, new: .empty)
    }
}

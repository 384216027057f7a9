import Events
import Ledger
import Support
import Testing
import Transparency

@Suite struct `A ledger, to outsiders` {
    /// Appends so many events in commits of these lengths.
    private func grow(_ ledger: Ledger, _ commits: [Int]) async throws {
        var number = 0
        for length in commits {
            try await ledger.post(try (number..<number + length).map { try posting("e\($0)", subject: "case/\($0 % 5)") })
            number += length
        }
    }

    private func leaves(_ ledger: Ledger) throws -> [TreeHash] {
        try (0..<ledger.head.size).map { .leaf(try #require(try ledger.leaf(at: Position($0)))) }
    }

    @Test func `proves each event and each earlier size, against the checkpoints it signed`() async throws {
        try await withLedger { ledger, _ in
            try await grow(ledger, [1, 2, 30, 223, 1, 45])
            let leaves = try leaves(ledger)
            for size: UInt64 in [1, 3, 33, 256, 257, 302] {
                let note = try #require(try ledger.checkpoint(at: size))
                let (checkpoint, _) = try Checkpoint.open(note, log: ledger.verifier)
                #expect(
                    checkpoint == Checkpoint(origin: ledger.origin, size: size, root: try #require(try ledger.root(at: size))))
                let positions = (0..<size).map { Position($0) }
                for proof in try #require(try ledger.inclusion(of: positions, in: size)) {
                    try proof.check(leaf: leaves[Int(proof.index)], root: checkpoint.root)
                }
                let proof = try #require(try ledger.consistency(from: size, to: 302))
                try proof.check(old: checkpoint.root, new: ledger.head.root)
            }
        }
    }

    @Test func `keeps a checkpoint of every commit and of nothing between`() async throws {
        try await withLedger { ledger, settings in
            try await grow(ledger, [1, 4, 2])
            let sizes = try (0...8).filter { try ledger.checkpoint(at: $0) != nil }
            #expect(sizes == [0, 1, 5, 7])
            for (size, below, from) in [(3, 1, 5), (5, 1, 5), (0, nil, 0), (9, 7, nil)] as [(UInt64, UInt64?, UInt64?)] {
                let near = try ledger.checkpointSizes(near: size)
                #expect(near.below == below && near.from == from, "near \(size)")
            }
            // A repeat adds nothing, and signs nothing.
            let head = ledger.head
            try await ledger.post([try posting("e0", subject: "case/0")])
            #expect(ledger.head == head)
            #expect(try ledger.checkpoint(at: 7) == head.checkpoint)
        }
    }

    @Test func `serves tiles that are whole, and no other`() async throws {
        try await withLedger { ledger, _ in
            try await grow(ledger, [200, 100])
            let leaves = try leaves(ledger)
            func tile(_ path: String) throws -> [UInt8]? { try ledger.tile(try TilePath(path)) }
            #expect(try tile("0/000") == leaves[..<256].flatMap(\.array))
            #expect(try tile("0/001.p/44") == leaves[256...].flatMap(\.array))
            #expect(try tile("0/000.p/33") == leaves[..<33].flatMap(\.array))
            #expect(try tile("1/000.p/1") == ledger.root(at: 256)?.array)
            let entries = try (256..<300).map { try #require(try ledger.leaf(at: Position($0))) }
            let bundle = try #require(try tile("entries/001.p/44"))
            #expect(EntryBundle.entries(bundle) == entries)
            for path in ["0/001", "0/001.p/45", "1/000.p/2", "1/000", "2/000.p/1", "entries/001", "entries/002.p/1", "63/000"] {
                #expect(try tile(path) == nil, "\(path)")
            }
        }
    }

    @Test func `discloses what opens the digests`() async throws {
        try await withLedger { ledger, _ in
            try await grow(ledger, [2])
            let disclosure = try #require(try ledger.disclosure(at: Position(1)))
            let header = try Header(bytes: disclosure.leaf)
            #expect(try ledger.leaf(at: Position(1)) == disclosure.leaf)
            #expect(disclosure.sealed?.dataDigest == header.dataDigest)
            #expect(disclosure.sealed?.attributesDigest == header.attributesDigest && header.attributesDigest != nil)
            #expect(try ledger.disclosure(at: Position(2)) == nil)
        }
    }

    @Test func `proves nothing beyond its end, and nothing from nothing`() async throws {
        try await withLedger { ledger, _ in
            #expect(try ledger.consistency(from: 0, to: 0) == nil)
            #expect(try ledger.inclusion(of: [], in: 0) == [])
            #expect(try ledger.tile(TilePath("0/000.p/1")) == nil)
            try await grow(ledger, [3])
            #expect(try ledger.inclusion(of: [Position(3)], in: 3) == nil)
            #expect(try ledger.inclusion(of: [Position(0)], in: 4) == nil)
            #expect(try ledger.inclusion(of: [Position(0), Position(2)], in: 2) == nil)
            for (old, new) in [(0, 3), (3, 2), (1, 4), (4, 4), (4, 5)] as [(UInt64, UInt64)] {
                #expect(try ledger.consistency(from: old, to: new) == nil, "\(old) to \(new)")
            }
        }
    }
}

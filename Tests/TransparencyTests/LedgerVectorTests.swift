import Crypto
import JSON
import Support
import Testing
import Transparency

@Suite struct `The published vectors of trees and checkpoints` {
    @Test func `roots, from the right edge and from kept hashes`() throws {
        let tree = try LedgerVectors.read().vector("tree")
        let size = try tree.number("leaves")
        let roots = try tree.vector("roots")
        var frontier = Frontier()
        var kept: [[UInt64: TreeHash]] = Array(repeating: [:], count: 64)
        #expect(roots["0"]?.string == hexadecimal(TreeHash.empty))
        var compared = 0
        for number in 0..<size {
            frontier.append(.leaf(Array("leaf \(number)".utf8))) { level, index, hash in kept[level][index] = hash }
            if let root = roots[String(number + 1)]?.string {
                #expect(hexadecimal(frontier.root) == root, "size \(number + 1)")
                compared += 1
            }
        }
        #expect(compared == roots.count - 1)
        for (name, root) in roots.members {
            let size = try #require(name.string.flatMap { UInt64($0) })
            let then = try TreeReader.frontier(at: size) { level, index in
                try #require(level % TreeReader.levelStep == 0 ? kept[level][index] : nil)
            }
            #expect(hexadecimal(then.root) == root.string, "size \(size)")
        }
    }

    @Test func `checkpoints, signed and opened`() throws {
        let vectors = try LedgerVectors.read()
        let origin = try vectors.text("origin")
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: try vectors.bytes("signing_key"))
        let signer = try #require(NoteSigner(name: origin, key: key))
        #expect(signer.verifier.text == (try vectors.text("verifier_key")))
        for vector in try vectors.vector("checkpoints").elements {
            let root = try #require(TreeHash(try vector.bytes("root")))
            let checkpoint = Checkpoint(origin: origin, size: try vector.number("size"), root: root)
            let note = try vector.text("note")
            // Ed25519 as RFC 8032 has it is deterministic.
            #expect(signer.sign(checkpoint.text) == note)
            #expect(signer.verifier.open(note).flatMap { Checkpoint($0) } == checkpoint)
            let changed = note.replacing("\n\(checkpoint.size)\n", with: "\n\(checkpoint.size + 1)\n")
            #expect(changed != note && signer.verifier.open(changed) == nil)
        }
    }

    private func hexadecimal(_ hash: TreeHash) -> String {
        hash.array.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
    }
}

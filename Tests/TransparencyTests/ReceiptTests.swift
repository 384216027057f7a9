import Crypto
import Testing
import Transparency

@Suite struct `Receipts` {
    private func made(extra: [UInt8]?) throws -> (Receipt, NoteVerifier) {
        let tree = GrownTree(size: 300)
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: Array(repeating: 7, count: 32))
        let signer = try #require(NoteSigner(name: "example.org/log", key: key))
        let note = signer.sign(Checkpoint(origin: signer.name, size: 300, root: tree.roots[300]).text)
        var prover = TreeProver()
        let proof = try #require(try prover.inclusion(of: 257, in: 300, hash: tree.hash))
        return (Receipt(extra: extra, index: 257, hashes: proof.hashes, checkpoint: note), signer.verifier)
    }

    @Test(arguments: [nil, [], Array("anything".utf8)] as [[UInt8]?]) func `are read as they were written`(extra: [UInt8]?) throws
    {
        let (receipt, key) = try made(extra: extra)
        let text = receipt.text
        #expect(text.hasPrefix("c2sp.org/tlog-proof@v1\n" + (extra == nil ? "index 257\n" : "extra ")))
        let read = try Receipt(text)
        #expect(read == receipt && read.text == text)
        let (checkpoint, _) = try Checkpoint.open(read.checkpoint, log: key)
        try read.proof(in: checkpoint).check(leaf: GrownTree.leaf(257), root: checkpoint.root)
        #expect(throws: ProofError.notIncluded(index: 257, size: 300)) {
            try read.proof(in: checkpoint).check(leaf: GrownTree.leaf(256), root: checkpoint.root)
        }
    }

    @Test func `of a log of one entry have no hashes`() throws {
        let receipt = try Receipt("c2sp.org/tlog-proof@v1\nindex 0\n\nthe checkpoint\n")
        #expect(receipt.hashes.isEmpty && receipt.checkpoint == "the checkpoint\n" && receipt.extra == nil)
    }

    @Test(arguments: [
        "", "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v2\nindex 0\n\nc\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n", "c2sp.org/tlog-proof@v1\nindex 0\n\n", "c2sp.org/tlog-proof@v1\nindex 00\n\nc\n",
        "c2sp.org/tlog-proof@v1\nindex -1\n\nc\n", "c2sp.org/tlog-proof@v1\nindex\n\nc\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nc\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\nc\n", "c2sp.org/tlog-proof@v1\nextra !\nindex 0\n\nc\n",
        "c2sp.org/tlog-proof@v1\nextra AAAB\nextra AAAB\nindex 0\n\nc\n", "c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\nc\r\n",
        "c2sp.org/tlog-proof@v1\n\nindex 0\n\nc\n", "c2sp.org/tlog-proof@v1\nindex 18446744073709551616\n\nc\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n" + String(repeating: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", count: 65)
            + "\nc\n",
    ])
    func `refuse other forms`(text: String) {
        #expect { try Receipt(text) } throws: { if case .malformedReceipt = $0 as? ProofError { true } else { false } }
    }
}

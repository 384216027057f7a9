import Crypto
import Testing
import Transparency

@Suite struct `Signed notes` {
    /// The example that Go's sumdb/note publishes.
    let example = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

        """
    let exampleKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

    private func key(_ seed: UInt8) throws -> Curve25519.Signing.PrivateKey {
        try Curve25519.Signing.PrivateKey(rawRepresentation: Array(repeating: seed, count: 32))
    }

    private func log() throws -> NoteSigner { try #require(NoteSigner(name: "example.org/log", key: try key(1))) }

    /// A witness's signature of a checkpoint, put together from the words of C2SP tlog-cosignature.
    private func cosign(_ text: String, time: UInt64, _ name: String, _ seed: UInt8) throws -> (NoteVerifier, NoteSignature) {
        let key = try key(seed)
        let verifier = try #require(NoteVerifier(name: name, algorithm: .cosignature, publicKey: key.publicKey))
        let signature = try key.signature(for: Array("cosignature/v1\ntime \(time)\n\(text)".utf8))
        let seconds = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: time >> UInt64($0)) }
        return (verifier, NoteSignature(name: name, keyID: verifier.keyID, bytes: seconds + Array(signature)))
    }

    @Test func `of others are read, and their keys written as they were`() throws {
        let key = try NoteVerifier(exampleKey)
        #expect(key.text == exampleKey && key.name == "PeterNeumann" && key.hexadecimalKeyID == "c74f20a3")
        let note = try SignedNote(example)
        #expect(note.note == example)
        #expect(try note.verified(by: [key]) == note.verified(by: [try log().verifier, key]))
        #expect(key.open(example) == note.text)
        let changed = example.replacing("answer", with: "Answer")
        #expect(throws: ProofError.badSignature(name: "PeterNeumann")) { try SignedNote(changed).verified(by: [key]) }
    }

    @Test func `may have several signatures, known and unknown`() throws {
        let checkpoint = Checkpoint(origin: "example.org/log", size: 3, root: .empty)
        let (witness, cosignature) = try cosign(checkpoint.text, time: 1_679_315_147, "witness.example/w1", 2)
        let (stranger, strange) = try cosign(checkpoint.text, time: 5, "witness.example/w2", 3)
        let own = try SignedNote(try log().sign(checkpoint.text)).signatures
        let note = SignedNote(text: checkpoint.text, signatures: own + [strange, cosignature, cosignature]).note
        let (opened, signatures) = try Checkpoint.open(note, log: try log().verifier, witnesses: [witness])
        #expect(opened == checkpoint)
        #expect(signatures.map(\.key) == [try log().verifier, witness] && signatures.map(\.time) == [nil, 1_679_315_147])
        #expect(try NoteVerifier(witness.text) == witness && witness.text.split(separator: "+").last?.hasPrefix("B") == true)
        // The log itself must have signed; a witness alone does not do.
        let alone = SignedNote(text: checkpoint.text, signatures: [cosignature]).note
        #expect(throws: ProofError.unknownSigners(["witness.example/w1"])) {
            try Checkpoint.open(alone, log: try log().verifier, witnesses: [witness])
        }
        // A known key's signature that does not fit spoils the note, whatever else is there.
        var bytes = cosignature.bytes
        bytes[7] ^= 1
        let spoilt = NoteSignature(name: cosignature.name, keyID: cosignature.keyID, bytes: bytes)
        let bad = SignedNote(text: checkpoint.text, signatures: own + [spoilt]).note
        #expect(throws: ProofError.badSignature(name: "witness.example/w1")) {
            try Checkpoint.open(bad, log: try log().verifier, witnesses: [witness])
        }
        #expect(try Checkpoint.open(bad, log: try log().verifier, witnesses: [stranger]).signatures.count == 1)
    }

    @Test func `take further signatures, one of each key, and keep those they have`() throws {
        let text = Checkpoint(origin: "example.org/log", size: 3, root: .empty).text
        let own = try SignedNote(try log().sign(text))
        let (_, first) = try cosign(text, time: 5, "witness.example/w1", 2)
        let (_, again) = try cosign(text, time: 9, "witness.example/w1", 2)
        let (_, namesake) = try cosign(text, time: 5, "witness.example/w1", 3)
        let note = own.adding([first]).adding([again, namesake])
        #expect(note.text == text && note.signatures == own.signatures + [first, namesake])
        #expect(own.adding([]) == own)
    }

    @Test func `of one algorithm are not signatures of the other`() throws {
        let text = "example.org/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
        let publicKey = try key(1).publicKey
        let asLog = try #require(NoteVerifier(name: "example.org/log", publicKey: publicKey))
        let asWitness = try #require(NoteVerifier(name: "example.org/log", algorithm: .cosignature, publicKey: publicKey))
        #expect(asLog.keyID != asWitness.keyID)
        let note = try SignedNote(try log().sign(text))
        #expect(throws: ProofError.unknownSigners(["example.org/log"])) { try note.verified(by: [asWitness]) }
        let forged = NoteSignature(name: "example.org/log", keyID: asWitness.keyID, bytes: note.signatures[0].bytes)
        #expect(throws: ProofError.badSignature(name: "example.org/log")) {
            try SignedNote(text: text, signatures: [forged]).verified(by: [asWitness])
        }
    }

    @Test func `of another log are not taken for this one's`() throws {
        let text = Checkpoint(origin: "example.org/other", size: 0, root: .empty).text
        #expect(throws: ProofError.otherLog(origin: "example.org/other", key: "example.org/log")) {
            try Checkpoint.open(try log().sign(text), log: try log().verifier)
        }
    }

    @Test func `are taken apart at their last empty line`() throws {
        let note = try SignedNote("a\n\nb\n\n\u{2014} k AAAAAAE=\n")
        #expect(note.text == "a\n\nb\n" && note.signatures == [NoteSignature(name: "k", keyID: [0, 0, 0, 0], bytes: [1])])
    }

    @Test(arguments: [
        "", "\n", "\n\n", "a\n", "a\n\n", "a\n\u{2014} k AAAAAAE=\n", "a\n\n\u{2014} k AAAAAAE=", "a\n\n- k AAAAAAE=\n",
        "a\n\n\u{2014} k AAAAAA==\n", "a\n\n\u{2014} k AAAAAAF=\n", "a\n\n\u{2014} k AAAAAAE\n", "a\n\n\u{2014}  k AAAAAAE=\n",
        "a\n\n\u{2014} k k AAAAAAE=\n", "a\n\n\u{2014} k+1 AAAAAAE=\n", "a\n\n\u{2014} k\u{00A0}1 AAAAAAE=\n",
        "a\r\n\r\n\u{2014} k AAAAAAE=\r\n",
        "a\t\n\n\u{2014} k AAAAAAE=\n", "a\n\n\u{2014} k AAAAAAE=\nmore\n", "a\n\n\u{2014} k AAAAAAE=\n\n",
        "a\u{0}\n\n\u{2014} k AAAAAAE=\n",
        "a\n\n" + String(repeating: "\u{2014} k AAAAAAE=\n", count: 101),
        String(repeating: "a", count: 1_000_000) + "\n\n\u{2014} k AAAAAAE=\n",
    ])
    func `refuse other forms`(note: String) {
        #expect { try SignedNote(note) } throws: { if case .malformedNote = $0 as? ProofError { true } else { false } }
    }

    @Test func `accept sixteen signatures and more`() throws {
        #expect(try SignedNote("a\n\n" + String(repeating: "\u{2014} k AAAAAAE=\n", count: 100)).signatures.count == 100)
    }

    @Test(arguments: [
        "", "PeterNeumann", "PeterNeumann+c74f20a3", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumanm+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "PeterNeumann+c74f20a3+",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n",
    ])
    func `refuse keys that are mistyped`(text: String) {
        #expect { try NoteVerifier(text) } throws: { if case .malformedKey = $0 as? ProofError { true } else { false } }
    }

    @Test(arguments: [
        "", "a\n", "a\n1\n", "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "a\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a\n18446744073709551616\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "a\n1\nAAAA\n",
        "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n", "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\nx\n",
    ])
    func `refuse other texts as checkpoints`(text: String) {
        #expect { try Checkpoint(reading: text) } throws: {
            if case .malformedCheckpoint = $0 as? ProofError { true } else { false }
        }
    }

    @Test func `pass over a checkpoint's further lines`() throws {
        let text = "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension 1\n"
        #expect(try Checkpoint(reading: text) == Checkpoint(origin: "a", size: 1, root: .empty))
    }
}

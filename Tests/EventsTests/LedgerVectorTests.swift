import Crypto
import Events
import JSON
import Support
import Testing

@Suite struct `The published vectors of headers and sealed parts` {
    private func posting(_ vector: JSONValue) throws -> Posting {
        var faults: [Fault] = []
        let posting = Posting.read(try JSONDocument(Array(try vector.text("posted").utf8)).root, faults: &faults)
        return try #require(posting, "\(faults)")
    }

    private func key(of subject: String, _ vectors: JSONValue) throws -> SymmetricKey {
        let entry = try #require(try vectors.vector("keys").elements.first { $0["subject"]?.says(subject) == true })
        return SymmetricKey(data: try entry.bytes("key"))
    }

    @Test func `digests cover salt and content`() throws {
        for vector in try LedgerVectors.read().vector("events").elements {
            let posting = try posting(vector)
            #expect(posting.data == Array(try vector.text("data").utf8))
            #expect(posting.attributes.sealed.bytes == Array(try vector.text("sealed_attributes").utf8))
            let sealed = Sealed(salt: try vector.bytes("salt"), data: posting.data, attributes: posting.attributes.sealed)
            #expect(sealed.dataDigest == (try vector.text("datadigest")))
            #expect(sealed.attributesDigest == vector["attributesdigest"]?.string)
        }
    }

    @Test func `headers come out to the byte`() throws {
        for vector in try LedgerVectors.read().vector("events").elements {
            let draft = HeaderDraft(
                try posting(vector).attributes, postedBy: try vector.text("postedby"), dataDigest: try vector.text("datadigest"),
                attributesDigest: vector["attributesdigest"]?.string)
            let recorded = try #require(Instant(try vector.text("recordedtime")))
            let bytes = draft.bytes(position: Position(try vector.number("position")), recordedTime: recorded)
            #expect(String(decoding: bytes, as: UTF8.self) == (try vector.text("header")))
            #expect(bytes.count == draft.length)
        }
    }

    @Test func `headers are read back as they were posted`() throws {
        for vector in try LedgerVectors.read().vector("events").elements {
            let header = try Header(bytes: Array(try vector.text("header").utf8))
            var posted = try posting(vector).attributes
            posted.sealed = .init()
            #expect(header.attributes == posted)
            #expect(header.attributes.time.text == posted.time.text)
            #expect(header.position.rawValue == (try vector.number("position")))
            #expect(header.recordedTime == Instant(try vector.text("recordedtime")))
            #expect(header.dataDigest == (try vector.text("datadigest")))
        }
    }

    @Test func `sealed parts open with the subject's key alone`() throws {
        let vectors = try LedgerVectors.read()
        for vector in try vectors.vector("events").elements {
            let bytes = try vector.bytes("sealed")
            let sealed = try Sealed(opening: bytes, with: try key(of: try vector.text("subject"), vectors))
            #expect(sealed.salt == (try vector.bytes("salt")))
            #expect(sealed.data == Array(try vector.text("data").utf8))
            #expect(sealed.attributes.bytes == Array(try vector.text("sealed_attributes").utf8))
            let other = SymmetricKey(data: try vectors.bytes("master_key"))
            #expect(throws: RecordError.self) { try Sealed(opening: bytes, with: other) }
        }
    }
}

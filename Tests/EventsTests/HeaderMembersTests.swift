import Events
import Support
import Testing

@Suite struct `Reading a header` {
    private static let digest = "00f9" + String(repeating: "0", count: 60)
    private static let written = Array(
        #"{"actor":"o\"neill","datadigest":"\#(digest)","id":"a\\b","postedby":"uid:0 a","recordedtime":"2026-03-04T10:12:33.000000Z","sequence":"00000000000000000007","source":"/ics","specversion":"1.0","subject":"case/1","time":"2026-03-04T10:12:33Z","type":"visit.made"}"#
            .utf8)

    @Test func `finds members and what they say`() throws {
        let header = try Header(bytes: Self.written)
        #expect(header.attributes.actor == "o\"neill")
        #expect(header.attributes.id == #"a\b"#)
        #expect(header.attributes.type == "visit.made")
        #expect(header.position == Position(7))
        #expect(header.attributes.actorRole == nil)
        #expect(header.attributesDigest == nil)
    }

    @Test(arguments: [
        (#"{"actor""#, #"{"Actor""#, "a name that no header has"),
        (#""id":"a\\b","postedby":"uid:0 a""#, #""postedby":"uid:0 a","id":"a\\b""#, "another order"),
        (#""id":"a\\b""#, #""id":"a\\b","id":"a\\b""#, "a member twice"),
        (#""id":"a\\b""#, #""id":7"#, "a number"),
        (#""id":"a\\b""#, #""id":"a\qb""#, "no such escape"),
        (#""id":"a\\b","#, "", "a member that must be there and is not"),
        (#"{"actor""#, #"{ "actor""#, "white space"),
        (#""visit.made"}"#, #""visit.made"} "#, "more behind it"),
        (#""visit.made"}"#, #""visit.made"#, "a cut"),
        ("00000000000000000007", "seven", "a position that is no number"),
        ("case/1", "case 1", "a subject that is none"),
        (#""00f9"#, #""00F9"#, "a digest in capitals"),
        (#""00f9"#, #""0f9"#, "a short digest"),
        (#""00f9"#, #""000f9"#, "a long digest"),
        (#""00f9"#, #""00\b9"#, "a control character in a digest, which would be written as it is"),
        (#""datadigest""#, #""attributesdigest":"\b","datadigest""#, "the same in the other digest"),
    ])
    func `refuses what the ledger does not write`(_ part: String, _ other: String, _ why: String) {
        let text = String(decoding: Self.written, as: UTF8.self)
        #expect(text.contains(part), "the test changes nothing")
        let changed = Array(text.replacing(part, with: other).utf8)
        #expect(throws: RecordError.self, "\(why)") { try Header(bytes: changed) }
    }

    @Test func `refuses every cut and every byte that is no text`() {
        for end in Self.written.indices {
            #expect(throws: RecordError.self) { try Header(bytes: Array(Self.written[..<end])) }
            var changed = Self.written
            changed[end] = end.isMultiple(of: 2) ? 0xFF : 0x07
            #expect(throws: RecordError.self) { try Header(bytes: changed) }
        }
    }
}

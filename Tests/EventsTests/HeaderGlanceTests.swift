import Events
import Support
import Testing

@Suite struct `A glance at a header` {
    private static let digest = String(repeating: "0f", count: 32)

    /// The glance must not take what reading and drafting it again does not, and must see the same in it.
    private func takes(_ bytes: [UInt8], at position: UInt64) throws -> Bool {
        guard let glance = HeaderGlance(bytes.span, at: Position(position)) else { return false }
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        let header = try Header(bytes: bytes)
        let draft = HeaderDraft(
            header.attributes, postedBy: header.postedBy, dataDigest: header.dataDigest, attributesDigest: header.attributesDigest
        )
        #expect(draft.bytes(position: header.position, recordedTime: header.recordedTime) == bytes)
        #expect(header.position == Position(position))
        #expect(header.recordedTime == glance.recordedTime)
        #expect(header.attributes.id == text(glance.id))
        #expect(header.attributes.source == text(glance.source))
        #expect(header.attributes.subject.description == text(glance.subject))
        #expect(header.dataDigest == text(glance.dataDigest))
        #expect(header.attributesDigest == glance.attributesDigest.map(text))
        return true
    }

    /// A header as the ledger writes it, all of it in plain text.
    ///
    /// - Parameter odd: whether a digest may be none.
    private func written(_ chance: inout SeededGenerator, at position: UInt64, odd: Bool = false) throws -> [UInt8] {
        func word(_ longest: Int, _ letters: String = "abcXYZ019 -_.:/#+,{}'") -> String {
            let letters = Array(letters)
            return String(
                (0..<Int.random(in: 1...longest, using: &chance)).map { _ in letters.randomElement(using: &chance) ?? "a" })
        }
        func subject() -> String {
            (Subject.Kind.allCases.randomElement(using: &chance) ?? .case).rawValue + "/" + word(30, "abcXYZ019._~:@+-")
        }
        func perhaps(_ value: @autoclosure () -> String) -> String? { Bool.random(using: &chance) ? value() : nil }
        func time() -> String {
            [
                "2024-02-29T23:59:59Z", "2026-03-04T10:12:33.125+01:00", "1999-12-31t10:00:00z", "2016-12-31T23:59:60Z",
                Instant(microseconds: .random(in: 0...4_000_000_000_000_000, using: &chance)).description,
            ].randomElement(using: &chance) ?? ""
        }
        var attributes = Attributes(
            id: word(40), source: word(20), type: word(20), subject: try #require(Subject(subject())),
            time: try #require(Timestamp(time())))
        attributes.timePrecision = Bool.random(using: &chance) ? TimePrecision.allCases.randomElement(using: &chance) : nil
        attributes.enteredTime = perhaps(time()).flatMap { Timestamp($0) }
        attributes.actor = perhaps(word(10))
        attributes.actorRole = perhaps(word(10))
        attributes.actorTeam = perhaps(word(10))
        attributes.concerns = (0..<Int.random(in: 0...3, using: &chance)).compactMap { _ in Subject(subject()) }
        attributes.corrects = perhaps(word(10))
        attributes.correlationID = perhaps(word(10))
        attributes.causationID = perhaps(word(10))
        attributes.traceParent = perhaps(word(60))
        attributes.traceState = perhaps(word(10))
        attributes.dataContentType = perhaps("application/json")
        attributes.dataSchema = perhaps(word(10))
        let draft = HeaderDraft(
            attributes, postedBy: word(20), dataDigest: odd && Bool.random(using: &chance) ? word(70) : Self.digest,
            attributesDigest: perhaps(Self.digest))
        let recorded = Instant(microseconds: .random(in: -62_135_596_800_000_000...253_402_300_799_999_999, using: &chance))
        return draft.bytes(position: Position(position), recordedTime: recorded)
    }

    @Test func `takes what the ledger writes in plain text, and only at its position`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var chance = SeededGenerator(seed: seed)
        for turn in 0..<2000 {
            let position = turn.isMultiple(of: 3) ? UInt64.random(in: 0 ..< .max, using: &chance) : UInt64(turn)
            let bytes = try written(&chance, at: position)
            #expect(try takes(bytes, at: position), "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
            #expect(try !takes(bytes, at: position + 1), "seed \(seed)")
        }
    }

    @Test func `takes nothing that the slow way does not, however a header is changed`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var chance = SeededGenerator(seed: seed)
        var taken = 0
        for turn in 0..<40_000 {
            let bytes = try written(&chance, at: 7, odd: turn.isMultiple(of: 2))
            var changed = bytes
            for _ in 0..<Int.random(in: 1...2, using: &chance) { change(&changed, &chance) }
            do { taken += try takes(changed, at: 7) ? 1 : 0 } catch {
                Issue.record("turn \(turn) of seed \(seed): \(error): \(String(decoding: changed, as: UTF8.self))")
            }
        }
        // A letter of a name is as good as another.
        #expect((1..<39_000).contains(taken), "seed \(seed): \(taken)")
    }

    /// One change such as damage, a slip or a forger makes.
    private func change(_ bytes: inout [UInt8], _ chance: inout SeededGenerator) {
        let at = bytes.indices.randomElement(using: &chance) ?? 0
        let marks = Array("\"\\,:{}0169TZtz.+-/ \u{7f}\u{1}".utf8) + [0x80, 0xFF]
        let pieces = ["\"", "\",\"", "\":\"", "00", "Z", "2026-13-01T", "case/", ",worker/1", ":60.", "\"id\":\"x\","]
        switch Int.random(in: 0..<7, using: &chance) {
        case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
        case 1, 2: bytes[at] = marks.randomElement(using: &chance) ?? 0
        case 3: bytes.remove(at: at)
        case 4: bytes.insert(contentsOf: (pieces.randomElement(using: &chance) ?? "").utf8, at: at)
        case 5: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...40, using: &chance)))
        default:
            // Half of one header behind half of another, or a member twice.
            let other = bytes.indices.randomElement(using: &chance) ?? 0
            bytes = Array(bytes[..<at]) + Array(bytes[other...])
        }
    }

    @Test(arguments: [
        (#""specversion":"1.0""#, #""specversion":"1.1""#), (#""sequence":"00000000000000000007""#, #""sequence":"7""#),
        ("33.000000Z", "33Z"), ("33.000000Z", "60.000000Z"), ("T10:12:33.0", "t10:12:33.0"), ("case/1", "case/"),
        ("case/1", "cases/1"), ("case/1", "case/1 2"), (#","type":"visit.made""#, ""), (#""postedby":"uid:0 a","#, ""),
        (#""id":"a""#, #""id":"a\u0062""#), (#""id":"a""#, #""id":"é""#),
        (#""corrects":"b""#, #""concerns":"","corrects":"b""#), (#""corrects":"b""#, #""concerns":"case/1,","corrects":"b""#),
        (#""corrects":"b""#, #""concerns":"case/1, case/2","corrects":"b""#),
        (#""0f0f"#, #""0F0f"#), (#""0f0f"#, #""0f"#), (#""0f0f"#, #""0f0 "#),
        (#""datadigest""#, #""attributesdigest":"0f","datadigest""#),
        (#""type":"#, #""timeprecision":"week","type":"#), (#""id":"a""#, #""enteredtime":"today","id":"a""#),
    ])
    func `does not take`(_ part: String, _ other: String) throws {
        let text =
            #"{"actor":"sw-1","corrects":"b","datadigest":"\#(Self.digest)","id":"a","postedby":"uid:0 a","recordedtime":"2026-03-04T10:12:33.000000Z","sequence":"00000000000000000007","source":"/ics","specversion":"1.0","subject":"case/1","time":"2026-03-04T10:12:33Z","type":"visit.made"}"#
        #expect(text.contains(part), "the test changes nothing")
        #expect(try takes(Array(text.utf8), at: 7))
        #expect(try !takes(Array(text.replacing(part, with: other).utf8), at: 7))
    }
}

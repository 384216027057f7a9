import Crypto
import Events
import JSON
import Receipts
import Testing
import Transparency
import Wire

@Suite struct `A receipt` {
    let recorded: Recorded

    init() throws { recorded = try Recorded() }

    @Test func `proves each event as the ledger shows it`() throws {
        for index in recorded.events.indices {
            let receipt = try Receipt(try recorded.receipt(index).text)
            for event in [recorded.shown(index), "{\"event\":\(recorded.shown(index)),\"basis\":{\"size\":3}}"] {
                let outcome = try recorded.check(receipt, event)
                #expect(outcome.fault == nil, "event \(index)")
                #expect(outcome.steps.count == (recorded.events[index].sealedAttributes.isEmpty ? 5 : 6))
            }
        }
    }

    @Test func `proves an event whose file was laid out anew`() throws {
        // Only white space between values may differ; the second event's data were posted with some of it within.
        let posted = try recorded.receipt(0)
        let shown = recorded.shown(0)
        let spaced = try Recorded.changed(shown, "{\"note_type\":\"visit\",", "{\n  \"note_type\" : \"visit\",\n  ")
        let outcome = try recorded.check(posted, spaced)
        #expect(outcome.fault == nil && outcome.steps.contains { $0.contains("without white space") })
    }

    @Test(arguments: [
        ("id", "note-1"), ("source", "/ics/example"), ("type", "case_note.entered"), ("subject", "case/1"),
        ("time", "2026-01-05T10:00:00Z"), ("actor", "sw-1"), ("actorrole", "social worker"),
        ("recordedtime", "2026-01-05T12:00:00.000000Z"), ("postedby", "uid:1000 owner"),
    ])
    func `says which attribute is not what was recorded`(name: String, value: String) throws {
        let other = value.hasSuffix("Z") ? value.replacing("-05T", with: "-06T") : value + "9"
        let shown = try Recorded.changed(recorded.shown(0), "\"\(name)\":\"\(value)\"", "\"\(name)\":\"\(other)\"")
        let fault = try recorded.check(try recorded.receipt(0), shown).fault
        #expect(fault == .otherAttribute(name: name, shown: other, recorded: value))
        // Without its copy of the header the receipt still does not prove it, but nobody can say what is wrong.
        let bare = try recorded.receipt(0, extra: nil)
        #expect(try recorded.check(bare, shown, salt: recorded.salts[0]).fault == .proof(.notIncluded(index: 0, size: 3)))
        #expect(try recorded.check(bare, recorded.shown(0), salt: recorded.salts[0]).fault == nil)
    }

    @Test func `says that an attribute was added or left out`() throws {
        let receipt = try recorded.receipt(0)
        let added = try Recorded.changed(recorded.shown(0), "\"actor\":", "\"actorteam\":\"Assessment 2\",\"actor\":")
        #expect(
            try recorded.check(receipt, added).fault
                == .otherAttribute(name: "actorteam", shown: "Assessment 2", recorded: nil))
        let precise = try Recorded.changed(recorded.shown(0), "\"actor\":", "\"timeprecision\":\"day\",\"actor\":")
        #expect(
            try recorded.check(receipt, precise).fault == .otherAttribute(name: "timeprecision", shown: "day", recorded: nil))
    }

    @Test func `says that data or sealed attributes are not what was recorded`() throws {
        let sealed = try #require(recorded.events.firstIndex { !$0.sealedAttributes.isEmpty })
        let data = try Recorded.changed(recorded.shown(0), "seen at home", "seen at school")
        #expect({ if case .otherData = $0 { true } else { false } }(try recorded.check(try recorded.receipt(0), data).fault))
        let renamed = try Recorded.changed(recorded.shown(sealed), " Patel\"", " Patel-Jones\"")
        let names = recorded.events[sealed].sealedAttributes.members.map(\.name)
        #expect(try recorded.check(try recorded.receipt(sealed), renamed).fault == .otherSealedAttributes(names: names))
        let added = try Recorded.changed(recorded.shown(0), "\"actor\":", "\"actorname\":\"A. Patel\",\"actor\":")
        #expect(try recorded.check(try recorded.receipt(0), added).fault == .otherSealedAttributes(names: ["actorname"]))
    }

    @Test func `believes nothing that only its extra data say`() throws {
        let other = try Recorded.changed(recorded.shown(0), "\"sw-1\"", "\"sw-2\"")
        let leaf = Array(try Recorded.changed(String(decoding: recorded.leaf(0), as: UTF8.self), "\"sw-1\"", "\"sw-2\"").utf8)
        let forged = try recorded.receipt(0, extra: ReceiptExtra(leaf: leaf, salt: recorded.salts[0]))
        #expect(try recorded.check(forged, other).fault == .proof(.notIncluded(index: 0, size: 3)))
        // A copy of the header that is wrong does no harm where the event is right.
        #expect(try recorded.check(forged, recorded.shown(0)).fault == nil)
        let unsalted = try recorded.receipt(0, extra: ReceiptExtra(leaf: leaf, salt: nil))
        #expect(try recorded.check(unsalted, other).fault == .proof(.notIncluded(index: 0, size: 3)))
        let salted = try recorded.receipt(0, extra: ReceiptExtra(leaf: recorded.leaf(0), salt: recorded.salts[1]))
        #expect({ if case .otherData = $0 { true } else { false } }(try recorded.check(salted, recorded.shown(0)).fault))
        let short = try recorded.receipt(0, extra: ReceiptExtra(leaf: recorded.leaf(0), salt: [1, 2, 3]))
        #expect(try recorded.check(short, recorded.shown(0)).fault == .malformedSalt)
    }

    @Test func `without its salt proves the header and no more`() throws {
        let receipt = try recorded.receipt(0, extra: ReceiptExtra(leaf: recorded.leaf(0), salt: nil))
        let outcome = try recorded.check(receipt, recorded.shown(0))
        #expect(outcome.fault == .noSalt && outcome.steps.count == 5)
        #expect(try recorded.check(receipt, recorded.shown(0), salt: recorded.salts[0]).fault == nil)
        let other = try Recorded.changed(recorded.shown(0), "\"sw-1\"", "\"sw-2\"")
        #expect(try recorded.check(receipt, other).fault == .otherAttribute(name: "actor", shown: "sw-2", recorded: "sw-1"))
    }

    @Test func `still proves the header of an event whose data are erased`() throws {
        let erased = Event(header: recorded.events[0].header, data: nil, sealedAttributes: .init())
        var writer = JSONWriter()
        erased.write(to: &writer)
        let shown = String(decoding: writer.bytes, as: UTF8.self)
        let outcome = try recorded.check(try recorded.receipt(0), shown)
        #expect(outcome.fault == nil && outcome.steps.last?.contains("erased") == true)
        let other = try Recorded.changed(shown, "\"sw-1\"", "\"sw-2\"")
        #expect(try recorded.check(try recorded.receipt(0), other).fault != nil)
        #expect(try recorded.check(try recorded.receipt(0, extra: nil), shown).fault != nil)
    }

    @Test func `is refused where its proof or its place is another's`() throws {
        let receipt = try recorded.receipt(0)
        func with(index: UInt64 = 0, _ hashes: [TreeHash]) -> Receipt {
            Receipt(extra: receipt.extra, index: index, hashes: hashes, checkpoint: receipt.checkpoint)
        }
        #expect(try recorded.check(try recorded.receipt(1), recorded.shown(0)).fault == .otherPosition(receipt: 1, event: 0))
        let moved = try Recorded.changed(recorded.shown(0), "00000000000000000000", "00000000000000000001")
        #expect(
            try recorded.check(with(index: 1, receipt.hashes), moved).fault == .proof(.notIncluded(index: 1, size: 3)))
        #expect(try recorded.check(with([]), recorded.shown(0)).fault == .proof(.proofLength(expected: 2, actual: 0)))
        #expect(
            try recorded.check(with(receipt.hashes.reversed()), recorded.shown(0)).fault
                == .proof(.notIncluded(index: 0, size: 3)))
        let far = try Recorded.changed(recorded.shown(0), "00000000000000000000", "00000000000000000007")
        #expect(try recorded.check(with(index: 7, receipt.hashes), far).fault == .proof(.noSuchLeaf(index: 7, size: 3)))
    }

    @Test func `is refused where another key signed, or signed something else`() throws {
        let receipt = try recorded.receipt(0)
        let event = try ShownEvent(Array(recorded.shown(0).utf8))
        let foreign = try #require(NoteSigner(name: recorded.key.name, key: .init()))
        let other = ReceiptCheck(receipt: receipt, log: foreign.verifier).run(event)
        #expect(other.fault == .proof(.unknownSigners([recorded.key.name])) && other.steps.isEmpty)
        let rewritten = receipt.checkpoint.replacing("\n3\n", with: "\n4\n")
        let spoilt = try recorded.receipt(0, extra: nil, signed: rewritten)
        #expect(try recorded.check(spoilt, recorded.shown(0)).fault == .proof(.badSignature(name: recorded.key.name)))
        let text = try SignedNote(receipt.checkpoint).text.replacing(recorded.key.name, with: "example.org/other")
        let elsewhere = try recorded.receipt(0, extra: nil, signed: foreign.sign(text))
        let outcome = ReceiptCheck(receipt: elsewhere, log: foreign.verifier).run(event)
        #expect(outcome.fault == .proof(.otherLog(origin: "example.org/other", key: recorded.key.name)))
    }

    @Test func `tells when a witness signed`() throws {
        let witness = Curve25519.Signing.PrivateKey()
        let key = try #require(NoteVerifier(name: "witness.example", algorithm: .cosignature, publicKey: witness.publicKey))
        let note = try SignedNote(try recorded.receipt(0).checkpoint)
        let signature = try witness.signature(for: Array("cosignature/v1\ntime 1767614400\n\(note.text)".utf8))
        let time: [UInt8] = [0, 0, 0, 0, 0x69, 0x5B, 0xA7, 0xC0]
        let line = NoteSignature(name: key.name, keyID: key.keyID, bytes: time + Array(signature))
        let cosigned = SignedNote(text: note.text, signatures: note.signatures + [line]).note
        let receipt = try recorded.receipt(
            0, extra: ReceiptExtra(leaf: recorded.leaf(0), salt: recorded.salts[0]), signed: cosigned)
        let check = ReceiptCheck(receipt: receipt, log: recorded.key, witnesses: [key])
        let outcome = check.run(try ShownEvent(Array(recorded.shown(0).utf8)))
        #expect(
            outcome.fault == nil
                && outcome.steps.contains { $0.contains("witness.example") && $0.contains("2026-01-05T12:00:00Z") })
    }

    @Test(arguments: ["", "{", "[]", "{}", "7", "{\"specversion\":\"1.0\"}", "{\"event\":{}}", "{\"event\":null}"])
    func `is not checked against what is no event`(file: String) {
        #expect { try ShownEvent(Array(file.utf8)) } throws: { if case .event = $0 as? ReceiptFault { true } else { false } }
    }

    @Test func `is not checked against an event as it was posted`() throws {
        let posted = try Recorded.changed(recorded.shown(0), "\"sequence\":\"00000000000000000000\",", "")
        #expect { try ShownEvent(Array(posted.utf8)) } throws: { "\($0)".contains("sequence, recordedtime and postedby") }
    }

    /// The text with one byte replaced by a letter that is not the one there.
    private func spoilt(_ bytes: [UInt8], at place: Int) -> [UInt8] {
        var bytes = bytes
        bytes[place] = bytes[place] == UInt8(ascii: "x") ? UInt8(ascii: "y") : UInt8(ascii: "x")
        return bytes
    }

    @Test func `has no byte that could be another, but for its extra data`() throws {
        let text = Array(try recorded.receipt(1).text.utf8)
        let event = try ShownEvent(Array(recorded.shown(1).utf8))
        let lines = text.split(separator: 10, maxSplits: 2, omittingEmptySubsequences: false)
        let extra = lines[1].startIndex..<lines[1].endIndex
        for place in text.indices where !extra.contains(place) {
            let changed = String(decoding: spoilt(text, at: place), as: UTF8.self)
            guard let receipt = try? Receipt(changed) else { continue }
            #expect(ReceiptCheck(receipt: receipt, log: recorded.key).run(event).fault != nil, "byte \(place)")
        }
    }

    @Test func `proves no event of which one byte is another`() throws {
        let receipt = try recorded.receipt(1)
        let shown = Array(recorded.shown(1).utf8)
        // White space in the data is no part of what they say; it was posted with some, and is tried without.
        for place in shown.indices where shown[place] > 0x20 {
            guard let event = try? ShownEvent(spoilt(shown, at: place)) else { continue }
            #expect(ReceiptCheck(receipt: receipt, log: recorded.key).run(event).fault != nil, "byte \(place)")
        }
    }
}

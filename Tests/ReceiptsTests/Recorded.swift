import Crypto
import Events
import JSON
import Receipts
import Support
import Testing
import Transparency
import Wire

/// The ledger of the published vectors, with its receipts: three events that other code than this sealed and signed.
struct Recorded {
    let key: NoteVerifier
    let events: [Event]
    let salts: [[UInt8]]
    private let leaves: [[UInt8]]
    private let note: String

    init() throws {
        let vectors = try LedgerVectors.read()
        key = try NoteVerifier(try vectors.text("verifier_key"))
        note = try #require(try vectors.vector("checkpoints").elements.map { try $0.text("note") }.last)
        var events: [Event] = []
        var leaves: [[UInt8]] = []
        var salts: [[UInt8]] = []
        for vector in try vectors.vector("events").elements {
            let leaf = Array(try vector.text("header").utf8)
            let data = try JSONDocument(Array(try vector.text("data").utf8)).root
            let sealed = try SealedAttributes(bytes: Array(try vector.text("sealed_attributes").utf8))
            events.append(Event(header: try Header(bytes: leaf), data: data, sealedAttributes: sealed))
            leaves.append(leaf)
            salts.append(try vector.bytes("salt"))
        }
        (self.events, self.leaves, self.salts) = (events, leaves, salts)
    }

    /// The event as the ledger's answers show it.
    func shown(_ index: Int) -> String {
        var writer = JSONWriter()
        events[index].write(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    func leaf(_ index: Int) -> [UInt8] { leaves[index] }

    func receipt(_ index: Int, extra: ReceiptExtra?, signed note: String? = nil) throws -> Receipt {
        var prover = TreeProver()
        let proof = try #require(
            prover.inclusion(of: UInt64(index), in: UInt64(leaves.count)) { _, index in .leaf(leaves[Int(index)]) })
        return Receipt(
            extra: extra?.bytes, index: UInt64(index), hashes: proof.hashes, checkpoint: note ?? self.note)
    }

    /// The receipt as the ledger hands it out.
    func receipt(_ index: Int) throws -> Receipt {
        try receipt(index, extra: ReceiptExtra(leaf: leaves[index], salt: salts[index]))
    }

    func check(_ receipt: Receipt, _ event: String, salt: [UInt8]? = nil) throws -> ReceiptCheck.Outcome {
        ReceiptCheck(receipt: receipt, log: key).run(try ShownEvent(Array(event.utf8)), salt: salt)
    }

    /// The text with a part of it replaced, which must be there.
    static func changed(_ text: String, _ part: String, _ other: String) throws -> String {
        try #require(text.contains(part))
        return text.replacing(part, with: other)
    }
}

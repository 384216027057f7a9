import Crypto
import Receipts
import Transparency

/// A log whose notes the first inputs carry: the key of the published vectors is not needed, as any signature may fail.
private let log: NoteVerifier? = try? NoteSigner(
    name: "example.org/daybook", key: .init(rawRepresentation: [UInt8](repeating: 5, count: 32)))?.verifier

/// A signed note, a checkpoint and a verifier key; what is read is written the same.
@Sendable func readNote(_ bytes: [UInt8]) {
    let note = text(bytes)
    if let verifier = try? NoteVerifier(note) {
        require((try? NoteVerifier(verifier.text)) == verifier, "a key differs from its own text")
    }
    if let checkpoint = Checkpoint(note) {
        require(Checkpoint(checkpoint.text) == checkpoint, "a checkpoint differs from its text")
    }
    guard let read = try? SignedNote(note), let log else { return }
    _ = try? read.verified(by: [log])
    _ = try? Checkpoint.open(note, log: log, witnesses: [log])
}

/// A receipt, and behind a zero byte the event it is for.
@Sendable func readReceipt(_ bytes: [UInt8]) {
    let parts = parts(bytes, 2)
    guard let receipt = try? Receipt(text(parts[0])), let log else { return }
    guard let again = try? Receipt(receipt.text) else { fatalError("a receipt's own text is refused") }
    require(again == receipt, "a receipt differs from its own text")
    _ = receipt.extra.flatMap { ReceiptExtra($0) }
    if let checkpoint = try? Checkpoint(reading: receipt.checkpoint) {
        _ = try? receipt.proof(in: checkpoint).root(leaf: .leaf(parts[1]))
    }
    guard let event = try? ShownEvent(parts[1]) else { return }
    _ = ReceiptCheck(receipt: receipt, log: log).run(event)
}

/// Each tile has one path.
@Sendable func readTilePath(_ bytes: [UInt8]) {
    let given = text(bytes)
    guard let path = try? TilePath(given) else { return }
    require(path.path == given, "\(given) is read as \(path.path)")
    for size: UInt64 in [0, 1, 255, 256, 257, 1 << 20, .max] { _ = path.range(in: size) }
}

/// A bundle of entries, as mirrors fetch it.
@Sendable func readEntryBundle(_ bytes: [UInt8]) {
    guard let entries = EntryBundle.entries(bytes) else { return }
    require(EntryBundle.bytes(entries) == bytes, "a bundle differs from its entries")
}

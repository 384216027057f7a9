import Crypto
import Events
import JSON
import Ledger

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What is read as JSON reads the same from what it says of itself.
@Sendable func readJSON(_ bytes: [UInt8]) {
    guard let document = try? JSONDocument(bytes) else { return }
    let root = document.root
    walk(root)
    guard let again = try? JSONDocument(Array(root.text)) else { fatalError("a value's own text is refused") }
    require(root.sameContent(as: again.root), "a value differs from its own text")
    _ = root.strings(ofAtLeast: 3)
}

/// Touches everything in a value.
private func walk(_ value: JSONValue) {
    switch value.kind {
    case .array: for element in value.elements { walk(element) }
    case .object:
        for (key, member) in value.members {
            require(key.string != nil, "a key is no string")
            walk(member)
        }
    default: _ = (value.string, value.bool, value.number, value.integer)
    }
}

/// A posted event that is taken leaves a header and a sealed part that read back as it was; one that is not has a fault.
@Sendable func readEvent(_ bytes: [UInt8]) {
    guard let root = try? JSONDocument(bytes).root else { return }
    var faults: [Fault] = []
    guard let posting = Posting.read(root, faults: &faults) else {
        return require(!faults.isEmpty, "an event is refused, and nothing is said")
    }
    require(faults.isEmpty, "an event is taken in spite of \(faults)")
    let sealed = Sealed(
        salt: Array(repeating: 7, count: Sealed.saltLength), data: posting.data, attributes: posting.attributes.sealed)
    let header = HeaderDraft(
        posting.attributes, postedBy: "uid:1000 fuzzer", dataDigest: sealed.dataDigest,
        attributesDigest: sealed.attributesDigest
    ).bytes(position: Position(41), recordedTime: Instant(microseconds: 1_770_000_000_000_000))
    do {
        let read = try Header(bytes: header)
        var due = posting.attributes
        due.sealed = SealedAttributes()
        require(read.attributes == due, "a header reads back as \(read.attributes), and was \(due)")
        require(read.position == Position(41), "a header reads back at another position")
        require(
            try Sealed(opening: sealed.seal(with: key, nonce: nonce), with: key) == sealed,
            "what was sealed opens as something else")
    } catch { fatalError("what was written cannot be read: \(error)") }
    guard let again = try? JSONDocument(bytes).root, let repeated = Posting.read(again, faults: &faults) else { return }
    require(posting.sameContent(as: repeated), "an event is no repeat of itself")
}

/// A record of the log, whatever the disk made of it.
@Sendable func readRecord(_ bytes: [UInt8]) {
    let copy = bytes
    guard let record = try? EventRecord(copy.span) else { return }
    require(EventRecord.bytes(header: record.header, sealed: record.sealed) == bytes, "a record's parts are not the record")
    if let header = try? RecordedHeader(record.header) {
        let recorded = RecordedEvent(header, .init(nil, []))
        var writer = JSONWriter()
        recorded.write(to: &writer)
        require((try? JSONDocument(writer.bytes)) != nil, "a record that is shown as it stands is no JSON")
    }
    guard let header = try? Header(bytes: record.header) else { return }
    let draft = HeaderDraft(
        header.attributes, postedBy: header.postedBy, dataDigest: header.dataDigest, attributesDigest: header.attributesDigest)
    guard draft.length <= HeaderDraft.lengthLimit else { return }
    do {
        let again = try Header(bytes: draft.bytes(position: header.position, recordedTime: header.recordedTime))
        require(again.attributes == header.attributes, "a header that is read is written otherwise")
    } catch { fatalError("what was written of a header cannot be read: \(error)") }
}

private let key = SymmetricKey(data: [UInt8](repeating: 9, count: 32))
private let nonce = [UInt8](repeating: 3, count: Sealed.nonceLength)[...]

/// What stands sealed, with a tag that fits: as if whoever holds the key had written it.
@Sendable func readSealed(_ bytes: [UInt8]) {
    guard let box = try? AES.GCM.seal(bytes, using: key).combined, let sealed = try? Sealed(opening: Array(box), with: key)
    else { return }
    let again = try? Sealed(opening: sealed.seal(with: key, nonce: nonce), with: key)
    require(again == sealed, "what was sealed opens as something else")
}

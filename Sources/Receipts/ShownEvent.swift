public import Events
import JSON

/// An event as the ledger's answers show it, and the header that it must have been recorded with.
public struct ShownEvent: Sendable {
    public let position: Position
    public let recordedTime: Instant
    public let postedBy: String
    public let attributes: Attributes
    /// The data in the layouts it may have been recorded in; nil where they were erased.
    let layouts: DataLayouts?

    /// Reads an answer of `GET /v1/events/{position}`, or the event in it alone.
    ///
    /// - Throws: `ReceiptFault.event`.
    public init(_ file: [UInt8]) throws(ReceiptFault) {
        let root: JSONValue
        do throws(JSONError) { root = try JSONDocument(file).root } catch {
            throw .event("\(error.reason), at byte \(error.offset)")
        }
        let event = root["event"] ?? root
        guard event["specversion"] != nil else { throw .event("it is no CloudEvent") }
        guard let sequence = event["sequence"]?.string, let position = UInt64(sequence),
            let recordedTime = event["recordedtime"]?.string.flatMap({ Instant($0) }),
            let postedBy = event["postedby"]?.string
        else { throw .event("it has no sequence, recordedtime and postedby, which the ledger adds to what was posted") }
        self.position = Position(position)
        self.recordedTime = recordedTime
        self.postedBy = postedBy
        let isErased = event["data"]?.isNull ?? true
        attributes = try Self.attributes(of: event, isErased: isErased)
        layouts = isErased ? nil : event["data"].map { DataLayouts($0) }
    }

    /// The event as it was posted: without what the ledger added.
    private static func attributes(of event: JSONValue, isErased: Bool) throws(ReceiptFault) -> Attributes {
        var writer = JSONWriter(capacity: event.text.count)
        writer.object { writer in
            for (key, value) in event.members where !["sequence", "recordedtime", "postedby"].contains(key.string) {
                writer.key(key.string ?? "")
                if key.says("data"), isErased { writer.raw("{}".utf8) } else { writer.raw(value.text) }
            }
        }
        var faults: [Fault] = []
        guard let document = try? JSONDocument(writer.bytes), let posting = Posting.read(document.root, faults: &faults) else {
            let fault = faults.first ?? Fault("", "It cannot be read.")
            let message = fault.message.hasSuffix(".") ? fault.message.dropLast() : fault.message[...]
            throw .event("\(fault.pointer.isEmpty ? "as a whole" : "at \(fault.pointer)"): \(message)")
        }
        return posting.attributes
    }

    /// The header's bytes with these digests.
    func header(dataDigest: String, attributesDigest: String?) -> [UInt8] {
        HeaderDraft(attributes, postedBy: postedBy, dataDigest: dataDigest, attributesDigest: attributesDigest)
            .bytes(position: position, recordedTime: recordedTime)
    }
}

/// The data of an event, and the layouts in which they were most likely posted: whoever saves an answer through another
/// program may have other white space between the values, and only the layout that was recorded has the digest.
struct DataLayouts: Sendable {
    /// A layout in words, and the data in it.
    let all: [(name: String, bytes: [UInt8])]

    init(_ data: JSONValue) {
        var all: [(name: String, bytes: [UInt8])] = [("as they stand in the file", Array(data.text))]
        for (name, comma, colon) in [("without white space", ",", ":"), ("with a space behind each comma and colon", ", ", ": ")]
        {
            var bytes: [UInt8] = []
            Self.write(data, Array(comma.utf8), Array(colon.utf8), to: &bytes)
            if !all.contains(where: { $0.bytes == bytes }) { all.append((name, bytes)) }
        }
        self.all = all
    }

    private static func write(_ value: JSONValue, _ comma: [UInt8], _ colon: [UInt8], to bytes: inout [UInt8]) {
        switch value.kind {
        case .object:
            bytes.append(UInt8(ascii: "{"))
            for (at, member) in value.members.enumerated() {
                if at > 0 { bytes += comma }
                bytes += member.key.text
                bytes += colon
                write(member.value, comma, colon, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        case .array:
            bytes.append(UInt8(ascii: "["))
            for (at, element) in value.elements.enumerated() {
                if at > 0 { bytes += comma }
                write(element, comma, colon, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        default: bytes += value.text
        }
    }
}

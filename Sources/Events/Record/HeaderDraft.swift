import JSON

/// The header of an event whose position and time are not decided yet. Everything costly is done here, where requests
/// are handled in parallel; the writer only sets two values.
public struct HeaderDraft: Sendable {
    /// The header without what is decided later, and where that stands.
    private let written: [UInt8]
    private let gap: Int

    /// Bytes of a header at most: the length of a transparency log's entry is a 16-bit number.
    public static let lengthLimit = 65_535

    /// - Parameters:
    ///   - postedBy: who handed it to the ledger, as the kernel attests it.
    ///   - dataDigest: SHA-256 of salt and data, in lower-case hexadecimal.
    ///   - attributesDigest: the same of salt and sealed attributes; nil where there are none.
    public init(_ attributes: Attributes, postedBy: String, dataDigest: String, attributesDigest: String?) {
        // Members stand in the order of their names, so that the bytes are canonical JSON (RFC 8785).
        var writer = JSONWriter(capacity: 512)
        var length = 0
        writer.object { writer in
            func member(_ name: String, _ value: String?) {
                guard let value else { return }
                writer.key(name)
                writer.string(value)
            }
            member("actor", attributes.actor)
            member("actorrole", attributes.actorRole)
            member("actorteam", attributes.actorTeam)
            member("attributesdigest", attributesDigest)
            member("causationid", attributes.causationID)
            member("concerns", attributes.concerns.isEmpty ? nil : attributes.concerns.map(\.description).joined(separator: ","))
            member("corrects", attributes.corrects)
            member("correlationid", attributes.correlationID)
            member("datacontenttype", attributes.dataContentType)
            member("datadigest", dataDigest)
            member("dataschema", attributes.dataSchema)
            member("enteredtime", attributes.enteredTime?.text)
            member("id", attributes.id)
            member("postedby", postedBy)
            length = writer.bytes.count
            member("source", attributes.source)
            member("specversion", "1.0")
            member("subject", attributes.subject.description)
            member("time", attributes.time.text)
            member("timeprecision", attributes.timePrecision?.rawValue)
            member("traceparent", attributes.traceParent)
            member("tracestate", attributes.traceState)
            member("type", attributes.type)
        }
        written = writer.bytes
        gap = length
    }

    /// The header's length in bytes.
    public var length: Int { written.count + Self.decidedLength }

    private static let decidedLength = ",\"recordedtime\":\"".utf8.count + 27 + "\",\"sequence\":\"".utf8.count + 20 + 1

    /// The header's bytes: the Merkle leaf.
    public func bytes(position: Position, recordedTime: Instant) -> [UInt8] {
        bytes(position: position, recordedTime: Array(recordedTime.fixedWidth.utf8))
    }

    /// The same with the text of the time at hand, which is one for a whole commit.
    public func bytes(position: Position, recordedTime: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(length)
        bytes += written[..<gap]
        bytes += ",\"recordedtime\":\"".utf8
        bytes += recordedTime
        bytes += "\",\"sequence\":\"".utf8
        bytes += position.sequenceBytes
        bytes.append(UInt8(ascii: "\""))
        bytes += written[gap...]
        return bytes
    }
}

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
            func member(_ name: JSONName, _ value: String?) {
                guard let value else { return }
                writer.key(name)
                writer.string(value)
            }
            // Digits, letters and marks: nothing to escape.
            func plain(_ name: JSONName, _ value: String?) {
                guard let value else { return }
                writer.key(name)
                writer.plain(value)
            }
            let names = Self.names
            member(names.actor, attributes.actor)
            member(names.actorRole, attributes.actorRole)
            member(names.actorTeam, attributes.actorTeam)
            plain(names.attributesDigest, attributesDigest)
            member(names.causationID, attributes.causationID)
            plain(
                names.concerns, attributes.concerns.isEmpty ? nil : attributes.concerns.map(\.description).joined(separator: ","))
            member(names.corrects, attributes.corrects)
            member(names.correlationID, attributes.correlationID)
            member(names.dataContentType, attributes.dataContentType)
            plain(names.dataDigest, dataDigest)
            member(names.dataSchema, attributes.dataSchema)
            plain(names.enteredTime, attributes.enteredTime?.text)
            member(names.id, attributes.id)
            member(names.postedBy, postedBy)
            length = writer.bytes.count
            member(names.source, attributes.source)
            plain(names.specVersion, "1.0")
            plain(names.subject, attributes.subject.description)
            plain(names.time, attributes.time.text)
            plain(names.timePrecision, attributes.timePrecision?.rawValue)
            member(names.traceParent, attributes.traceParent)
            member(names.traceState, attributes.traceState)
            member(names.type, attributes.type)
        }
        written = writer.bytes
        gap = length
    }

    /// The members' names, quoted once.
    private struct Names {
        let actor = JSONName("actor")
        let actorRole = JSONName("actorrole")
        let actorTeam = JSONName("actorteam")
        let attributesDigest = JSONName("attributesdigest")
        let causationID = JSONName("causationid")
        let concerns = JSONName("concerns")
        let corrects = JSONName("corrects")
        let correlationID = JSONName("correlationid")
        let dataContentType = JSONName("datacontenttype")
        let dataDigest = JSONName("datadigest")
        let dataSchema = JSONName("dataschema")
        let enteredTime = JSONName("enteredtime")
        let id = JSONName("id")
        let postedBy = JSONName("postedby")
        let source = JSONName("source")
        let specVersion = JSONName("specversion")
        let subject = JSONName("subject")
        let time = JSONName("time")
        let timePrecision = JSONName("timeprecision")
        let traceParent = JSONName("traceparent")
        let traceState = JSONName("tracestate")
        let type = JSONName("type")
    }

    private static let names = Names()

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

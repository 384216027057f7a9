import JSON

/// What the ledger keeps of an event in the clear and for ever: the posted attributes that carry no narrative, what the
/// ledger set itself, and digests of what is sealed.
///
/// A class, though it never changes: an event is handed on many times, and that should cost one reference, not twenty.
public final class Header: Sendable {
    public let attributes: Attributes
    public let position: Position
    /// When this ledger committed the event.
    public let recordedTime: Instant
    public let postedBy: String
    /// SHA-256 of salt and data, in lower-case hexadecimal.
    public let dataDigest: String
    /// SHA-256 of salt and sealed attributes, where there are any.
    public let attributesDigest: String?

    /// When the record first said it: the source system's entry time, or the ledger's where the source gives none.
    public var enteredOrRecorded: Instant { attributes.enteredTime?.instant ?? recordedTime }

    /// The header of an event that has just been committed.
    ///
    /// - Parameter attributes: without those that are sealed.
    public init(
        attributes: Attributes, position: Position, recordedTime: Instant, postedBy: String, dataDigest: String,
        attributesDigest: String?
    ) {
        self.attributes = attributes
        self.position = position
        self.recordedTime = recordedTime
        self.postedBy = postedBy
        self.dataDigest = dataDigest
        self.attributesDigest = attributesDigest
    }

    /// Reads bytes that `HeaderDraft` wrote; throws where they are anything else.
    public init(bytes: [UInt8]) throws(RecordError) {
        let document: JSONDocument
        do throws(JSONError) { document = try JSONDocument(bytes) } catch {
            throw .header("\(error.reason) at byte \(error.offset)")
        }
        // One pass over the members: the header is read more often than anything else.
        var parts = Parts()
        for (key, value) in document.root.members { parts.take(key.string ?? "", value.string) }
        func needed<Value>(_ value: Value?, _ name: String) throws(RecordError) -> Value {
            guard let value else { throw .header("it has no \(name), or one that cannot be read") }
            return value
        }
        var attributes = Attributes(
            id: try needed(parts.id, "id"), source: try needed(parts.source, "source"), type: try needed(parts.type, "type"),
            subject: try needed(parts.subject, "subject"), time: try needed(parts.time, "time"))
        attributes.timePrecision = parts.timePrecision
        attributes.enteredTime = parts.enteredTime
        attributes.actor = parts.actor
        attributes.actorRole = parts.actorRole
        attributes.actorTeam = parts.actorTeam
        attributes.concerns = parts.concerns
        attributes.corrects = parts.corrects
        attributes.correlationID = parts.correlationID
        attributes.causationID = parts.causationID
        attributes.traceParent = parts.traceParent
        attributes.traceState = parts.traceState
        attributes.dataContentType = parts.dataContentType
        attributes.dataSchema = parts.dataSchema
        self.attributes = attributes
        position = try needed(parts.position, "sequence")
        recordedTime = try needed(parts.recordedTime, "recordedtime")
        postedBy = try needed(parts.postedBy, "postedby")
        dataDigest = try needed(parts.dataDigest, "datadigest")
        attributesDigest = parts.attributesDigest
    }
}

/// A header's members on the way from JSON to values.
private struct Parts {
    var id, source, type, actor, actorRole, actorTeam, corrects, correlationID, causationID: String?
    var traceParent, traceState, dataContentType, dataSchema, postedBy, dataDigest, attributesDigest: String?
    var subject: Subject?
    var time, enteredTime: Timestamp?
    var timePrecision: TimePrecision?
    var concerns: [Subject] = []
    var position: Position?
    var recordedTime: Instant?

    mutating func take(_ name: String, _ value: String?) {
        switch name {
        case "actor": actor = value
        case "actorrole": actorRole = value
        case "actorteam": actorTeam = value
        case "attributesdigest": attributesDigest = value
        case "causationid": causationID = value
        case "concerns": concerns = value.map { $0.split(separator: ",").compactMap { Subject(String($0)) } } ?? []
        case "correlationid": correlationID = value
        case "corrects": corrects = value
        case "datacontenttype": dataContentType = value
        case "datadigest": dataDigest = value
        case "dataschema": dataSchema = value
        case "enteredtime": enteredTime = value.flatMap { Timestamp($0) }
        case "id": id = value
        case "postedby": postedBy = value
        case "recordedtime": recordedTime = value.flatMap { Instant($0) }
        case "sequence": position = value.flatMap { UInt64($0) }.map { Position($0) }
        case "source": source = value
        case "subject": subject = value.flatMap { Subject($0) }
        case "time": time = value.flatMap { Timestamp($0) }
        case "timeprecision": timePrecision = value.flatMap(TimePrecision.init(rawValue:))
        case "traceparent": traceParent = value
        case "tracestate": traceState = value
        case "type": type = value
        default: break
        }
    }
}

/// Bytes that are not what this ledger writes.
public enum RecordError: Error, Equatable, Sendable {
    /// The header cannot be read: why.
    case header(String)
    /// The sealed part cannot be opened with the subject's key, or is not what it should be: why.
    case sealed(String)
}

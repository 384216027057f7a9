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
    public convenience init(bytes: [UInt8]) throws(RecordError) { try self.init(RecordedHeader(bytes)) }

    /// Reads a header as it stands in the ledger.
    init(_ recorded: RecordedHeader) throws(RecordError) {
        func text(_ name: HeaderName) -> String? { recorded.text(name) }
        func needed<Value>(_ value: Value?, _ name: HeaderName) throws(RecordError) -> Value {
            guard let value else { throw .header("it has no \(name), or one that cannot be read") }
            return value
        }
        func digest(_ name: HeaderName) throws(RecordError) -> String? {
            guard let text = text(name) else { return nil }
            guard isDigest(text.utf8.span) else { throw .header("its \(name) is no SHA-256 in lower-case hexadecimal") }
            return text
        }
        var attributes = Attributes(
            id: try needed(text(.id), .id), source: try needed(text(.source), .source), type: try needed(text(.type), .type),
            subject: recorded.subject,
            time: try needed(text(.time).flatMap { Timestamp($0) }, .time))
        attributes.timePrecision = text(.timeprecision).flatMap(TimePrecision.init(rawValue:))
        attributes.enteredTime = text(.enteredtime).flatMap { Timestamp($0) }
        attributes.actor = text(.actor)
        attributes.actorRole = text(.actorrole)
        attributes.actorTeam = text(.actorteam)
        attributes.concerns = text(.concerns)?.split(separator: ",").compactMap { Subject(String($0)) } ?? []
        attributes.corrects = text(.corrects)
        attributes.correlationID = text(.correlationid)
        attributes.causationID = text(.causationid)
        attributes.traceParent = text(.traceparent)
        attributes.traceState = text(.tracestate)
        attributes.dataContentType = text(.datacontenttype)
        attributes.dataSchema = text(.dataschema)
        self.attributes = attributes
        position = recorded.position
        recordedTime = try needed(text(.recordedtime).flatMap { Instant($0) }, .recordedtime)
        postedBy = try needed(text(.postedby), .postedby)
        dataDigest = try needed(digest(.datadigest), .datadigest)
        attributesDigest = try digest(.attributesdigest)
    }
}

/// Bytes that are not what this ledger writes.
public enum RecordError: Error, Equatable, Sendable {
    /// The header cannot be read: why.
    case header(String)
    /// The sealed part cannot be opened with the subject's key, or is not what it should be: why.
    case sealed(String)
}

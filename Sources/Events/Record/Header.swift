import JSON

/// What the ledger keeps of an event in the clear and for ever: the posted attributes that carry no narrative, what the
/// ledger set itself, and digests of what is sealed.
public struct Header: Sendable {
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

    /// Reads bytes that `HeaderDraft` wrote; throws where they are anything else.
    public init(bytes: [UInt8]) throws(RecordError) {
        let document: JSONDocument
        do throws(JSONError) { document = try JSONDocument(bytes) } catch {
            throw .header("\(error.reason) at byte \(error.offset)")
        }
        let root = document.root
        func text(_ name: String) throws(RecordError) -> String {
            guard let value = root[name]?.string else { throw .header("it has no \(name)") }
            return value
        }
        guard let subject = Subject(try text("subject")) else { throw .header("its subject is none") }
        guard let time = Timestamp(try text("time")) else { throw .header("its time is none") }
        guard let recorded = Instant(try text("recordedtime")) else { throw .header("its recordedtime is none") }
        guard let sequence = UInt64(try text("sequence")) else { throw .header("its sequence is none") }
        var attributes = Attributes(
            id: try text("id"), source: try text("source"), type: try text("type"), subject: subject, time: time)
        attributes.timePrecision = root["timeprecision"]?.string.flatMap(TimePrecision.init(rawValue:))
        attributes.enteredTime = root["enteredtime"]?.string.flatMap { Timestamp($0) }
        attributes.actor = root["actor"]?.string
        attributes.actorRole = root["actorrole"]?.string
        attributes.actorTeam = root["actorteam"]?.string
        attributes.concerns = root["concerns"]?.string.map { $0.split(separator: ",").compactMap { Subject(String($0)) } } ?? []
        attributes.corrects = root["corrects"]?.string
        attributes.correlationID = root["correlationid"]?.string
        attributes.causationID = root["causationid"]?.string
        attributes.traceParent = root["traceparent"]?.string
        attributes.traceState = root["tracestate"]?.string
        attributes.dataContentType = root["datacontenttype"]?.string
        attributes.dataSchema = root["dataschema"]?.string
        self.attributes = attributes
        position = Position(sequence)
        recordedTime = recorded
        postedBy = try text("postedby")
        dataDigest = try text("datadigest")
        attributesDigest = root["attributesdigest"]?.string
    }
}

/// Bytes that are not what this ledger writes.
public enum RecordError: Error, Equatable, Sendable {
    /// The header cannot be read: why.
    case header(String)
    /// The sealed part cannot be opened with the subject's key, or is not what it should be: why.
    case sealed(String)
}

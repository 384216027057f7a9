/// What the envelope of an event says, as its poster wrote it. Everything here but `sealed` stands in the header, and so
/// in the Merkle leaf, for ever: nothing of it may carry narrative.
public struct Attributes: Sendable, Equatable {
    public var id: String
    public var source: String
    public var type: String
    public var subject: Subject
    /// When it happened.
    public var time: Timestamp
    public var timePrecision: TimePrecision?
    /// When the source system says it was written down.
    public var enteredTime: Timestamp?
    /// Who did or decided it; nil only where a service is the subject.
    public var actor: String?
    public var actorRole: String?
    public var actorTeam: String?
    /// Other subjects it also concerns, in the poster's order.
    public var concerns: [Subject] = []
    /// The earlier event that this one puts right, as the poster wrote it.
    public var corrects: String?
    public var correlationID: String?
    public var causationID: String?
    public var traceParent: String?
    public var traceState: String?
    public var dataContentType: String?
    public var dataSchema: String?
    /// `actorname` and the attributes this ledger does not know, as they may carry narrative: sealed beside the data.
    public var sealed = SealedAttributes()

    public init(id: String, source: String, type: String, subject: Subject, time: Timestamp) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
    }

    public var reference: EventReference { EventReference(source: source, id: id) }

    /// When it happened, as answers write it: with `Z`. A time that is not known to the instant stays as the source wrote it, as its
    /// date might be another one in UTC.
    public var timeText: String { timePrecision ?? .instant == .instant ? time.utc : time.text }

    /// Whether it may put other events right. A withdrawal or a correction may name what it is of in its data, which is sealed.
    public var mayPutRight: Bool { corrects != nil || ["record.corrected", "record.withdrawn"].contains(type) }

    /// The event that `corrects` names.
    public var corrected: EventReference? { corrects.map { EventReference($0, from: source) } }
}

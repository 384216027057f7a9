public import Events

/// One requirement of an authority's standards, and how a machine or a person tells whether it was met.
public struct Clause: Equatable, Sendable {
    /// A clause's name in its pack and everywhere else, as `KNO-C2.02`.
    public typealias ID = String

    public var id: ID
    /// The requirement in our own words.
    public var says: String
    /// The document and the place in it.
    public var source: String
    public var effectiveFrom: Day
    /// The role that has to see to it; nil where the text names none.
    public var responsible: String?
    public var kind: Kind
    /// What the clause is about.
    public var subject: Subject.Kind
    public var check: Check
    public var shape: Shape
    public var features: [Feature]
    /// The states in which the clause applies.
    public var appliesWhen: StateExpression
    /// What calls for an answer; nil where the clause is judged once for each period of `appliesWhen`.
    public var trigger: Trigger?
    /// The limit the text gives; nil where it gives none.
    public var limit: Limit?
    /// Where the limit stands if not in the text.
    public var limitFrom: LimitSource?
    /// The appointment from which a rule that counts back from a meeting is worked out until the meeting is held.
    public var forecastFrom: Forecast?
    /// What answers the clause. Nil for judgements, which the latest `audit_answer.recorded` naming the clause answers.
    public var satisfiedBy: Requirement?
    /// What to show the auditor of a flagged judgement.
    public var evidence: Requirement?
    /// The fields of the record the clause looks at.
    public var recordFields: [FieldReference]
    /// What an auditor is asked; nil where the machine alone can tell.
    public var auditQuestion: String?
    /// What was decided where the text can be read in more than one way.
    public var decided: String?

    public init(
        id: ID, says: String, source: String, effectiveFrom: Day, responsible: String? = nil, kind: Kind,
        subject: Subject.Kind, check: Check, shape: Shape, features: [Feature] = [], appliesWhen: StateExpression,
        trigger: Trigger? = nil, limit: Limit? = nil, limitFrom: LimitSource? = nil, forecastFrom: Forecast? = nil,
        satisfiedBy: Requirement? = nil, evidence: Requirement? = nil, recordFields: [FieldReference] = [],
        auditQuestion: String? = nil, decided: String? = nil
    ) {
        self.id = id
        self.says = says
        self.source = source
        self.effectiveFrom = effectiveFrom
        self.responsible = responsible
        self.kind = kind
        self.subject = subject
        self.check = check
        self.shape = shape
        self.features = features
        self.appliesWhen = appliesWhen
        self.trigger = trigger
        self.limit = limit
        self.limitFrom = limitFrom
        self.forecastFrom = forecastFrom
        self.satisfiedBy = satisfiedBy
        self.evidence = evidence
        self.recordFields = recordFields
        self.auditQuestion = auditQuestion
        self.decided = decided
    }
}

extension Clause {
    /// What sort of requirement a clause is.
    public enum Kind: String, CaseIterable, Sendable {
        /// Within a limit after or before something.
        case deadline
        /// At least every so often.
        case interval
        /// A record says certain things.
        case content
        /// Something is done, without a limit.
        case step
        /// Only a person can say.
        case judgement
    }

    /// Who tells whether a clause was met.
    public enum Check: String, CaseIterable, Sendable {
        /// A rule over events.
        case computed
        /// The machine finds candidates, a person decides.
        case flagged
        /// An auditor answers; the answer is an event.
        case asked
    }
}

/// A field of a type of event, as `visit.made.child_seen`; what the envelope says goes by `time`, `by.role` and so on.
public struct FieldReference: Hashable, Sendable {
    public var type: String
    public var field: String

    public init(type: String, field: String) {
        self.type = type
        self.field = field
    }
}

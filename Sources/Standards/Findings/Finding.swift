public import Events

/// How one clause stands for one subject: for one trigger, period or turn.
public struct Finding: Sendable {
    /// How the clause stands.
    public enum Status: String, CaseIterable, Sendable {
        /// Done, in time where there is a limit.
        case met
        /// Done after it was due.
        case late
        /// Not done, and too late to be done in time.
        case missed
        /// Not done yet, and there is still time.
        case due
        case notApplicable = "not_applicable"
        /// A parameter that the clause needs has no value.
        case notConfigured = "not_configured"
        /// The record does not say what is needed to tell.
        case cannotTell = "cannot_tell"
        /// The machine found candidates; a person decides.
        case evidenceFound = "evidence_found"
        case noEvidence = "no_evidence"
        /// An auditor is to be asked.
        case unanswered
        /// An auditor has answered.
        case answered
    }

    /// What else there is to know of a finding.
    public enum Note: Equatable, Sendable {
        /// The state in which the clause applies never held.
        case neverApplied
        /// The state held, but what calls for an answer did not happen.
        case neverTriggered
        /// The state ended before anything was due.
        case endedEarly
        /// The state ended before it was due, by the closing of the case or the end of the plan or status.
        case endedBeforeDue(closing: Position?)
        /// Another clause takes its place.
        case replaced(by: Clause.ID)
        /// There is no plan of the kind.
        case noPlan
        /// An aim or good practice that was not met, which counts as no failing.
        case onlyAnAim
        /// Worked out from an appointment: the meeting is still to be held.
        case forecast
        /// What called for an answer, or the state in which it was asked for, was withdrawn or stated anew.
        case takenBack
        /// All that it might be about was before the clause came into force.
        case notYetInForce
    }

    /// How many there were of how many wanted.
    public struct Count: Equatable, Sendable {
        public let found: Int
        public let wanted: Int
    }

    /// An event a finding speaks of.
    public struct Mention: Sendable {
        public let position: Position
        public let type: String
        /// As the source wrote it.
        public let time: Timestamp
        public let precision: TimePrecision?
        /// What kind it is, as its data says: `strategy_discussion` of a meeting.
        let kind: String?
        let actorRole: String?
        /// When it happened, as far as it is known.
        let when: When

        /// As answers write it: with `Z`, where it is known to the instant.
        public var timeText: String { precision ?? .instant == .instant ? time.utc : time.text }
    }

    /// What was taken to answer a trigger, or to be what an answer rests on, though no source says so, and all that could have been
    /// meant.
    public struct InferredLink: Equatable, Sendable {
        public let event: Position
        public let candidates: [Position]
    }

    /// The stretch of time that is judged.
    public struct Period: Equatable, Sendable {
        /// Nil where it has no beginning.
        public let from: Instant?
        /// The last moment; nil where it goes on.
        public let through: Instant?
    }

    /// An auditor's answer.
    public struct AuditAnswer: Sendable {
        public let event: Mention
        /// `yes`, `partly`, `no` or `not_applicable`.
        public let answer: String
        public let by: String?
        public let comment: String?
        /// Whether it counts as met.
        public let isMet: Bool
        /// Answers before it, the latest first.
        public let earlier: [Position]
    }

    /// How a correction changed a finding.
    public struct Change: Sendable {
        /// The correction, withdrawal or restatement.
        public let correction: Position
        public let status: Status
        public let due: Due?
        public let done: Due?
    }

    /// A switch of a rule that sources left blank: had it been set, the rule would have applied.
    public struct BlankSwitch: Equatable, Sendable {
        public let field: FieldReference
        /// Events in which it was left blank.
        public let blank: Int
        /// Events that could have carried it.
        public let total: Int
        /// What the field is about, to stand within a sentence.
        let words: String
    }

    let rule: CompiledClause
    public var clause: Clause.ID { rule.clause.id }
    public let subject: Subject
    /// The child of the case; nil where the whole case is judged, or its only child has no name.
    public let child: String?
    /// The placement that is judged apart, by the id of the event that began it.
    public let placement: String?
    public var status: Status
    public let trigger: Mention?
    /// Where no event triggers it.
    public let period: Period?
    /// When the turn of an interval, or the part of a period, began that is judged.
    let began: Instant?
    public internal(set) var due: Due?
    /// When it was done: a local day for limits in days or longer and where there is none, else the moment.
    public internal(set) var done: Due?
    /// Days after the due day, or hours for limits in hours; nil unless late.
    public internal(set) var lateBy: Lateness?
    /// The events it rests on, in order of position.
    public internal(set) var evidence: [Position]
    /// The first of `evidence`, to be spoken of.
    var answeredBy: Mention?
    public internal(set) var inferred: [InferredLink]
    public internal(set) var limitUsed: LimitUsed?
    /// Why it cannot be told, or what is not set.
    public internal(set) var doubts: [Doubt]
    /// The same in words that name the entries, where they have any.
    var doubtWords: [Doubt: String] = [:]
    /// Members of a set that lack an answer, or entries that a list lacks.
    public internal(set) var lacking: [String]
    /// What a record does not say that it is asked to.
    var shortfall: Shortfall?
    /// The fields that a record leaves empty and a clause about its content asks for.
    public var lackingFields: [FieldReference] { shortfall?.unsaid ?? [] }
    public internal(set) var count: Count?
    /// What a clause without a figure of its own shows beside its candidates.
    public internal(set) var measure: Measure?
    public internal(set) var note: Note?
    public internal(set) var answer: AuditAnswer?
    /// An auditor's latest answer where it is too old to count.
    var lapsedAnswer: AuditAnswer?
    /// Given with the first finding of a clause on a subject.
    public var blanks: [BlankSwitch] = []
    public var changedBy: Change?

    /// How late something was.
    public struct Lateness: Equatable, Sendable {
        public let amount: Int
        /// Hours, days or working days.
        public let unit: Span.Unit
    }

    /// Whether the clause is an aim or good practice: it is reported, and never counts as a failing.
    public var isAdvisory: Bool { rule.clause.has(.advisory) || rule.clause.has(.permissive) }

    /// One plain sentence that a parent could read.
    public var because: String { Sentence(self).text }
}

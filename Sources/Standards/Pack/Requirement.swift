/// What answers a clause.
public indirect enum Requirement: Hashable, Sendable {
    case event(RequiredEvent)
    /// One of these; for each member of the set, where one is named.
    case any([Requirement], forEach: ForEach?)
    /// All of these; for each member of the set, where one is named.
    case all([Requirement], forEach: ForEach?)
}

/// An event that answers a clause, and how it must lie to the trigger and to other events.
public struct RequiredEvent: Hashable, Sendable {
    public var match: EventMatch
    /// How it is tied to the trigger.
    public var link: Link?
    public var before: Anchor?
    public var onOrBefore: Anchor?
    public var after: Anchor?
    /// Only events since the latest of these count; empty where none is asked for.
    public var since: [EventMatch]
    /// The nth event of the type and kind field since the period began, which must then meet the other tests.
    public var nth: Int?
    /// At least so many within the limit.
    public var minCount: Int?
    /// Every member of a set needs one.
    public var forEach: ForEach?
    /// Which of the event's times is measured.
    public var measuredAt: MeasuredTime
    /// Done by the worker concerned.
    public var bySameWorker: Bool
    /// On the trigger's local day.
    public var onTriggerDay: Bool
    /// No earlier than this after another event.
    public var notBefore: MinimumGap?
    /// Nothing of this kind since; empty where that is not asked.
    public var notSupersededBy: [EventMatch]
    /// Another event than the one that met the clause named.
    public var distinctFrom: Clause.ID?
    /// There must be no such event.
    public var isAbsent: Bool

    public init(
        _ match: EventMatch, link: Link? = nil, before: Anchor? = nil, onOrBefore: Anchor? = nil, after: Anchor? = nil,
        since: [EventMatch] = [], nth: Int? = nil, minCount: Int? = nil, forEach: ForEach? = nil,
        measuredAt: MeasuredTime = .time, bySameWorker: Bool = false, onTriggerDay: Bool = false,
        notBefore: MinimumGap? = nil, notSupersededBy: [EventMatch] = [], distinctFrom: Clause.ID? = nil,
        isAbsent: Bool = false
    ) {
        self.match = match
        self.link = link
        self.before = before
        self.onOrBefore = onOrBefore
        self.after = after
        self.since = since
        self.nth = nth
        self.minCount = minCount
        self.forEach = forEach
        self.measuredAt = measuredAt
        self.bySameWorker = bySameWorker
        self.onTriggerDay = onTriggerDay
        self.notBefore = notBefore
        self.notSupersededBy = notSupersededBy
        self.distinctFrom = distinctFrom
        self.isAbsent = isAbsent
    }
}

/// How an answering event is tied to the trigger.
public enum Link: String, CaseIterable, Sendable {
    /// The triggering event itself must meet the tests.
    case itself = "self"
    /// `based_on` of either names the other; the parameter `links.loose` says what to do where none is given.
    case trigger
}

/// What an event must lie before or after.
public enum Anchor: Hashable, Sendable {
    case trigger
    case moment(Moment)
}

/// Which of an event's times a rule measures.
public enum MeasuredTime: String, CaseIterable, Sendable {
    case time
    case enteredAt = "entered_at"
}

/// No earlier than `span` after `moment`.
public struct MinimumGap: Hashable, Sendable {
    public var span: Span
    public var moment: Moment

    public init(_ span: Span, after moment: Moment) {
        self.span = span
        self.moment = moment
    }
}

/// What a rule runs over: it must hold for every member.
public enum ForEach: Hashable, Sendable {
    case set(MemberSet)
    /// Values of a field; in `participants.agency`, of a part of each item of a list.
    case values([Scalar], field: String)
}

/// The sets a rule can run over. What belongs to each is worked out from the record.
public enum MemberSet: String, CaseIterable, Sendable {
    /// Each child of the case to whom the condition applies.
    case child
    /// Each placement the child has open.
    case placement
    case familyMember = "family_member"
    /// Each significant person known to matter to the child, parents living elsewhere included.
    case personInNetwork = "person_in_network"
    case personOrAgencyInNetwork = "person_or_agency_in_network"
    /// Each professional or agency now involved with the child.
    case professionalInvolved = "professional_involved"
    /// Each worker who should report to the review.
    case relevantWorker = "relevant_worker"
    /// Each person who attended the triggering meeting.
    case attendee
    /// Each agency invited to or present at the triggering meeting.
    case agencyAtMeeting = "agency_at_meeting"
    /// Each person put forward as a carer.
    case potentialCarer = "potential_carer"
    /// Each case open at the time of the check.
    case openCase = "open_case"
    /// Each case the worker holds at the time.
    case caseHeldByWorker = "case_held_by_worker"
}

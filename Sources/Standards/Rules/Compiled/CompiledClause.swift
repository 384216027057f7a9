import Events

/// A clause made ready for judging. Shared by all findings of it.
final class CompiledClause: Sendable {
    let clause: Clause
    /// Its place among the clauses asked about.
    let number: Int
    let applies: Expression
    /// The number of `applies` among the different ones.
    let appliesNumber: Int
    /// `applies` with all that only comes of time passing left out: phases and ages.
    let appliesApartFromTime: Expression
    /// `applies` with what holds only in the moment of a trigger left out: what is owed to that trigger stays owed after it. Nil
    /// where `applies` names nothing of that kind.
    let appliesApartFromMoments: Expression?
    /// Whether each child of the case is judged apart.
    let isPerChild: Bool
    let triggers: [CompiledTrigger]
    /// The field of the triggering event from which the phase counts in which the clause applies, where it may give another day
    /// than that on which it happened.
    let phaseField: FieldPath?
    let requirement: CompiledRequirement?
    let evidence: CompiledRequirement?
    let forecast: CompiledForecast?
    /// Clauses that take this one's place while they apply, by their places among the clauses.
    let replacedBy: [Int]
    /// The patterns of its trigger, and of what begins the states in which it applies, that ask for values somebody has to set.
    let switches: [Int]
    /// Whether its untriggered results are given for each stretch of the parameter `presence.period`.
    let isCutInStretches: Bool

    init(
        _ clause: Clause, number: Int, applies: Expression, appliesNumber: Int, apartFromTime: Expression,
        apartFromMoments: Expression?, isPerChild: Bool,
        triggers: [CompiledTrigger], phaseField: FieldPath?, requirement: CompiledRequirement?, evidence: CompiledRequirement?,
        forecast: CompiledForecast?, replacedBy: [Int], switches: [Int],
        isCutInStretches: Bool
    ) {
        self.clause = clause
        self.number = number
        self.applies = applies
        self.appliesNumber = appliesNumber
        appliesApartFromTime = apartFromTime
        appliesApartFromMoments = apartFromMoments
        self.isPerChild = isPerChild
        self.triggers = triggers
        self.phaseField = phaseField
        self.requirement = requirement
        self.evidence = evidence
        self.forecast = forecast
        self.replacedBy = replacedBy
        self.switches = switches
        self.isCutInStretches = isCutInStretches
    }
}

extension CompiledClause {
    /// Whether a person has to say it, and the machine finds nothing.
    var isAsked: Bool {
        clause.check == .asked || clause.shape == .auditorJudgement && clause.check != .flagged
    }

    /// Whether it asks for something after each trigger.
    var isFollowed: Bool { clause.shape == .followUp && !clause.has(.eitherOrder) }

    /// Whether each triggering event is asked only what it says itself: others of its kind do not bear on it.
    var judgesEachByItself: Bool {
        guard let requirement, requirement.forEach == nil, triggers.allSatisfy({ $0.nth == nil }) else { return false }
        return requirement.events.allSatisfy { $0.required.link == .itself }
    }

    /// Whether each placement of a child has a clock of its own. (Where the answer names the member of a set, it runs over the
    /// set; where answers alternate between placements, those have one clock together.)
    var isJudgedByPlacement: Bool {
        guard clause.shape == .interval, clause.has(.perPlacement), let requirement, requirement.forEach == nil else {
            return false
        }
        return requirement.events.allSatisfy(\.alternates.isEmpty)
    }

    /// Whether the clause forbids the very event that triggers it: then each stretch without one is as it should be.
    var isProhibition: Bool {
        guard case .event(let event)? = requirement?.kind, event.required.isAbsent, event.required.link == nil else {
            return false
        }
        return triggers.contains { $0.match.pattern == event.match.pattern }
    }
}

struct CompiledTrigger: Sendable {
    let match: CompiledMatch
    let nth: Int?
    /// The state in which it calls for nothing.
    let notDuring: Expression?
}

struct CompiledForecast: Sendable {
    let match: CompiledMatch
    let notSupersededBy: CompiledMatch?
    let at: FieldPath
}

/// Conditions by number, joined by `and`, `or` and `not`.
indirect enum Expression: Sendable {
    case always
    case condition(Int)
    case not(Expression)
    case and([Expression])
    case or([Expression])
    /// A condition that the vocabulary does not have: never holds.
    case never

    /// The conditions it names, as often as it does.
    var conditions: [Int] {
        switch self {
        case .always, .never: []
        case .condition(let number): [number]
        case .not(let inner): inner.conditions
        case .and(let parts), .or(let parts): parts.flatMap(\.conditions)
        }
    }
}

/// A point in a record.
struct CompiledMoment: Sendable {
    let alternatives: [CompiledMatch]
    let nth: Int?
    let since: [CompiledMatch]
    let at: FieldPath?
    /// Whether only what the worker concerned did makes the moment.
    let bySameWorker: Bool
}

/// What answers a clause.
final class CompiledRequirement: Sendable {
    enum Kind: Sendable {
        case event(CompiledEvent)
        case any([CompiledRequirement])
        case all([CompiledRequirement])
    }

    let kind: Kind
    let forEach: ForEach?

    init(_ kind: Kind, forEach: ForEach?) {
        self.kind = kind
        self.forEach = forEach
    }

    /// Every event named, in the order of the text.
    var events: [CompiledEvent] {
        switch kind {
        case .event(let event): [event]
        case .any(let parts), .all(let parts): parts.flatMap(\.events)
        }
    }

    /// Whether it, or a part of it, runs over a set.
    func runsOver(_ set: MemberSet) -> Bool {
        if forEach == .set(set) { return true }
        switch kind {
        case .event: return false
        case .any(let parts), .all(let parts): return parts.contains { $0.runsOver(set) }
        }
    }
}

/// An event that answers a clause.
final class CompiledEvent: Sendable {
    let required: RequiredEvent
    let match: CompiledMatch
    /// Only the type and its kind field: what `nth` counts.
    let kindPattern: Int
    let before: CompiledAnchor?
    let onOrBefore: CompiledAnchor?
    let after: CompiledAnchor?
    let since: [CompiledMatch]
    let notSupersededBy: [CompiledMatch]
    let notBefore: CompiledMoment?
    /// Whether the type sets a fact that lasts.
    let isStanding: Bool
    /// Whether one such event may answer several triggers.
    let mayAnswerSeveral: Bool
    /// Whether it answers each trigger in whose time it is in force.
    let isPermission: Bool
    /// Whether some test asks that a field differs from the event before.
    let alternates: [CompiledTest]
    /// The place among the clauses of the clause whose event may not be used again.
    let distinctFrom: Int?

    init(
        _ required: RequiredEvent, match: CompiledMatch, kindPattern: Int, before: CompiledAnchor?, onOrBefore: CompiledAnchor?,
        after: CompiledAnchor?, since: [CompiledMatch], notSupersededBy: [CompiledMatch], notBefore: CompiledMoment?,
        isStanding: Bool, mayAnswerSeveral: Bool, isPermission: Bool, distinctFrom: Int?
    ) {
        self.required = required
        self.match = match
        self.kindPattern = kindPattern
        self.before = before
        self.onOrBefore = onOrBefore
        self.after = after
        self.since = since
        self.notSupersededBy = notSupersededBy
        self.notBefore = notBefore
        self.isStanding = isStanding
        self.mayAnswerSeveral = mayAnswerSeveral
        self.isPermission = isPermission
        alternates = match.contextual.filter { $0.test == .differsFromPrevious }
        self.distinctFrom = distinctFrom
    }

    /// Whether it must lie before the trigger or up to it.
    var precedesTrigger: Bool {
        if case .trigger = before { return true }
        if case .trigger = onOrBefore { return true }
        return false
    }

    /// Whether the trigger may be its own answer: what must be there at its moment may be there in it.
    var mayBeTrigger: Bool { if case .trigger = onOrBefore { true } else { false } }

    /// Whether it may lie before the period began.
    var mayPrecedePeriod: Bool { before != nil || onOrBefore != nil }
}

enum CompiledAnchor: Sendable {
    case trigger
    case moment(CompiledMoment)
}

/// A length of time as people count it.
public struct Span: Hashable, Sendable {
    /// 0 or more.
    public var value: Int
    public var unit: Unit

    public init(_ value: Int, _ unit: Unit) {
        self.value = value
        self.unit = unit
    }

    /// What a span counts.
    public enum Unit: String, CaseIterable, Sendable {
        /// Elapsed hours, whatever the clocks do.
        case hours
        case days
        case workingDays = "working_days"
        case weeks
        case months
        case years
        /// The end of the same local day; its value is 0.
        case sameDay = "same_day"
        /// The end of the nth school term that ends after the trigger.
        case schoolTerms = "school_terms"
    }
}

/// How long something may take, or how long before a meeting it must be done.
public struct Limit: Hashable, Sendable {
    public var span: Span
    public var direction: Direction

    public init(_ span: Span, _ direction: Direction = .after) {
        self.span = span
        self.direction = direction
    }

    /// Whether a limit runs on from the trigger, or back from a meeting.
    public enum Direction: String, CaseIterable, Sendable {
        case after, before
    }
}

/// Where a limit stands that is not in the text of the standards.
public enum LimitSource: Hashable, Sendable {
    /// A parameter of the configuration.
    case parameter(String)
    /// A field of the plan in force.
    case planField(String)
    /// A date carried by the trigger.
    case triggerField(FieldPath)
}

/// The appointment that a rule counting back from a meeting uses until the meeting is held.
public struct Forecast: Hashable, Sendable {
    public var match: EventMatch
    /// Nothing of this kind since.
    public var notSupersededBy: EventMatch?
    /// The field that says when the meeting is to be.
    public var at: FieldPath

    public init(_ match: EventMatch, notSupersededBy: EventMatch? = nil, at: FieldPath) {
        self.match = match
        self.notSupersededBy = notSupersededBy
        self.at = at
    }
}

public import Events

/// What a parameter is set to.
public enum ParameterValue: Equatable, Sendable {
    case limit(Span)
    case limitSequence([LimitStep])
    case limitTable([LimitRow])
    case duration(Span)
    /// Whole years.
    case age(Int)
    case boolean(Bool)
    /// Roles, types of plan or ids of clauses.
    case words([String])
    /// Each role and the role it is a kind of.
    case roleTree([String: String])
    case daysPerClause(DaysPerClause)
    case period(CountPeriod)
    case phaseStart(PhaseStart)
    case workingDays(WorkingDayCalendarName)
    /// In order, not overlapping.
    case schoolTerms([SchoolTerm])
}

/// One step of a sequence of limits.
public struct LimitStep: Hashable, Sendable {
    public var span: Span
    /// Whether it counts again and again from here on; only the last step may.
    public var repeats: Bool

    public init(_ span: Span, repeats: Bool = false) {
        self.span = span
        self.repeats = repeats
    }
}

/// One row of a table of limits. The first row that fits counts.
public struct LimitRow: Hashable, Sendable {
    /// The states in which the row counts; nil for any.
    public var when: StateExpression?
    /// What the triggering event (for content of a plan, the plan) must say; none for any.
    public var tests: [FieldTest]
    /// The limit from the start of the state or from the trigger to the first answer; nil where `every` counts there too.
    public var first: Span?
    /// The limit from each answer to the next; nil where one answer is enough.
    public var every: Span?

    public init(when: StateExpression? = nil, tests: [FieldTest] = [], first: Span? = nil, every: Span? = nil) {
        self.when = when
        self.tests = tests
        self.first = first
        self.every = every
    }
}

/// How days that the text does not qualify are counted.
public struct DaysPerClause: Equatable, Sendable {
    public var standard: Reading
    public var exceptions: [Clause.ID: Reading]

    public init(standard: Reading, exceptions: [Clause.ID: Reading] = [:]) {
        self.standard = standard
        self.exceptions = exceptions
    }

    /// How the days of a clause are counted: as its exception says, or else as all are.
    public func reading(of clause: Clause.ID) -> Reading { exceptions[clause] ?? standard }

    /// Every day, or working days only.
    public enum Reading: String, CaseIterable, Sendable {
        case calendar, working
    }
}

/// Whether "a quarter" and "a year" are those of the calendar or run from the start.
public enum CountPeriod: String, CaseIterable, Sendable {
    case calendar, rolling
}

/// When a phase starts: so long after a condition began to hold.
public struct PhaseStart: Hashable, Sendable {
    public var span: Span
    /// The condition from whose start is counted.
    public var after: String

    public init(_ span: Span, after condition: String) {
        self.span = span
        after = condition
    }
}

/// The working-day calendars there are.
public enum WorkingDayCalendarName: String, CaseIterable, Sendable {
    case englandAndWales = "england_and_wales"
}

/// The first and the last day of a school term.
public struct SchoolTerm: Hashable, Sendable {
    public var days: ClosedRange<Day>

    public init(_ days: ClosedRange<Day>) { self.days = days }
}

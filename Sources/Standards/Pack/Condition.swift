public import Events

/// A state that holds or does not: what clauses apply in.
public struct Condition: Equatable, Sendable {
    public var name: String
    public var meaning: String
    /// What kind of subject can be in this state.
    public var subject: Subject.Kind
    /// Whether it is held by each child on its own.
    public var perChild: Bool
    public var derivation: Derivation

    public init(name: String, meaning: String, subject: Subject.Kind, perChild: Bool, derivation: Derivation) {
        self.name = name
        self.meaning = meaning
        self.subject = subject
        self.perChild = perChild
        self.derivation = derivation
    }

    /// How the state is found in the record.
    public enum Derivation: Equatable, Sendable {
        /// Holds throughout: no start and no end are named.
        case always
        case state(StartsAndEnds)
        case phase(Phase)
        case age(AgeBand)
        case expression(StateExpression)
        case openCount(OpenCount)
        case childrenDiffer(ChildrenDiffer)
        case clauseMissed(ClauseMissed)
        /// Starts when a parameter says; off until it is set.
        case parameter(String)
    }
}

/// A state that events start and end.
public struct StartsAndEnds: Equatable, Sendable {
    /// Any of these starts it.
    public var starts: [Moment]
    /// Any of these ends it.
    public var ends: [End]
    /// Only a start that falls within this after the moment counts.
    public var within: Within?

    public init(starts: [Moment], ends: [End], within: Within? = nil) {
        self.starts = starts
        self.ends = ends
        self.within = within
    }

    /// What ends a state.
    public struct End: Equatable, Sendable {
        public var match: EventMatch
        /// Ends only the state that the placement it names began.
        public var ofSamePlacement: Bool
        /// Does not count while this start is open.
        public var unlessOpen: EventMatch?

        public init(_ match: EventMatch, ofSamePlacement: Bool = false, unlessOpen: EventMatch? = nil) {
            self.match = match
            self.ofSamePlacement = ofSamePlacement
            self.unlessOpen = unlessOpen
        }
    }

    /// Less than `span` after `moment`.
    public struct Within: Equatable, Sendable {
        public var span: Span
        public var moment: Moment

        public init(_ span: Span, after moment: Moment) {
            self.span = span
            self.moment = moment
        }
    }
}

/// A stretch of time counted from the latest event named in `since`: `from` inclusive, `to` exclusive.
public struct Phase: Equatable, Sendable {
    public var since: Moment
    public var from: Span
    /// Nil where the phase has no end of its own.
    public var to: Bound?

    public init(since: Moment, from: Span, to: Bound?) {
        self.since = since
        self.from = from
        self.to = to
    }

    /// Where the phase ends: so long after `since`, or when a parameter says.
    public enum Bound: Equatable, Sendable {
        case span(Span)
        case parameter(String)
    }
}

/// Ages in years, counted from a date of birth: `from` inclusive, `to` exclusive.
public struct AgeBand: Equatable, Sendable {
    public var from: Bound
    public var to: Bound?
    /// The event that tells the date of birth.
    public var source: EventMatch
    public var field: FieldPath

    public init(from: Bound, to: Bound?, source: EventMatch, field: FieldPath) {
        self.from = from
        self.to = to
        self.source = source
        self.field = field
    }

    /// An age: in years, or as a parameter says.
    public enum Bound: Equatable, Sendable {
        case years(Int)
        case parameter(String)
    }
}

/// Holds while at least so many things, told apart by a field, are open.
public struct OpenCount: Equatable, Sendable {
    public var openedBy: [EventMatch]
    /// Closes the open one of the same child with the same value of `by`; without that value, all of them.
    public var closedBy: [EventMatch]
    public var by: FieldPath
    public var atLeast: Int

    public init(openedBy: [EventMatch], closedBy: [EventMatch], by: FieldPath, atLeast: Int) {
        self.openedBy = openedBy
        self.closedBy = closedBy
        self.by = by
        self.atLeast = atLeast
    }
}

/// Holds while the children of a case differ in a field of their latest open placement; a child without one is at home.
public struct ChildrenDiffer: Equatable, Sendable {
    public var match: EventMatch
    public var field: FieldPath

    public init(match: EventMatch, field: FieldPath) {
        self.match = match
        self.field = field
    }
}

/// Holds where another clause of the same pack was not met.
public struct ClauseMissed: Equatable, Sendable {
    public var clauses: [Clause.ID]
    public var extent: Extent

    public init(clauses: [Clause.ID], extent: Extent) {
        self.clauses = clauses
        self.extent = extent
    }

    /// For how long, or for what, a missed clause counts.
    public enum Extent: Equatable, Sendable {
        /// From when the answer was due until it was given.
        case fromDueUntilAnswered
        /// For the very trigger for which a result is one of these.
        case perTrigger([Breach])
    }

    /// A result that is a breach of a clause.
    public enum Breach: String, CaseIterable, Sendable {
        case missed, late
    }
}

/// A type of event and what its fields must say; all tests must hold.
public struct EventMatch: Hashable, Sendable {
    /// As in the catalogue: `visit.made`.
    public var type: String
    public var tests: [FieldTest]

    public init(type: String, tests: [FieldTest] = []) {
        self.type = type
        self.tests = tests
    }
}

/// A point in a record: an event of one of these kinds; the latest one, or the nth where `nth` is given.
public struct Moment: Hashable, Sendable {
    /// At least one; any of them makes the moment.
    public var alternatives: [EventMatch]
    /// The nth event that matches; counted since the latest `since` where that is given, else since the period began.
    public var nth: Int?
    /// What the count starts from anew.
    public var since: [EventMatch]
    /// A field that gives the date, where it is filled; else the event's time counts.
    public var at: FieldPath?
    /// Only what the worker concerned did makes the moment, or what nobody says who did.
    public var bySameWorker: Bool

    public init(
        _ alternatives: [EventMatch], nth: Int? = nil, since: [EventMatch] = [], at: FieldPath? = nil, bySameWorker: Bool = false
    ) {
        self.alternatives = alternatives
        self.nth = nth
        self.since = since
        self.at = at
        self.bySameWorker = bySameWorker
    }
}

/// What calls for an answer: any of several kinds of event.
public struct Trigger: Hashable, Sendable {
    /// One kind of event that calls for an answer.
    public struct Alternative: Hashable, Sendable {
        public var match: EventMatch
        /// Only the nth such event since the period began.
        public var nth: Int?
        /// While this state holds, such an event calls for nothing: something else has already.
        public var notDuring: StateExpression?

        public init(_ match: EventMatch, nth: Int? = nil, notDuring: StateExpression? = nil) {
            self.match = match
            self.nth = nth
            self.notDuring = notDuring
        }
    }

    /// At least one.
    public var alternatives: [Alternative]
    /// The occurrence of the vocabulary the pack named; nil where it spelt the trigger out.
    public var occurrence: String?

    public init(_ alternatives: [Alternative], occurrence: String? = nil) {
        self.alternatives = alternatives
        self.occurrence = occurrence
    }
}

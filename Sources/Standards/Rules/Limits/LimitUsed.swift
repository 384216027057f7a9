public import Events

/// The limit a finding was judged by, and why that one.
public struct LimitUsed: Equatable, Sendable {
    /// The length of time; nil where the record itself gives a date.
    public var span: Span?
    public var direction: Limit.Direction
    public var origin: Origin
    /// From when it counts, where that is neither the trigger nor the start of the turn: an agreement in the middle of a
    /// turn, a meeting that is still to be held.
    public var since: Instant?

    /// Where a limit comes from.
    public enum Origin: Equatable, Sendable {
        /// The text of the standards.
        case standard
        /// A parameter of the configuration, and what its value rests on.
        case parameter(String, source: String?)
        /// The plan in force says how often.
        case plan(Position)
        /// A review, supervision or agreement set how often.
        case agreed(Position)
        /// The triggering event carries the date.
        case record(Position, field: String)
    }

    public init(_ span: Span?, _ direction: Limit.Direction = .after, from origin: Origin) {
        self.span = span
        self.direction = direction
        self.origin = origin
    }
}

/// The limit that counts, or why there is none.
enum LimitFound {
    case limit(LimitUsed)
    /// A date the record gives.
    case due(Due, LimitUsed)
    case unknown(Doubt)
    /// There is no further limit: a sequence that does not repeat has come to its end.
    case noMore
}

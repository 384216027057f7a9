public import Events

/// The last moment at which something is in time.
public enum Due: Hashable, Sendable {
    /// The end of a local day: limits in days or longer.
    case day(Day)
    /// The very moment: limits in hours.
    case instant(Instant)

    /// The last instant that is in time.
    public var end: Instant {
        switch self {
        case .day(let day): London.end(of: day)
        case .instant(let instant): instant
        }
    }

    /// The local day it falls on.
    public var day: Day {
        switch self {
        case .day(let day): day
        case .instant(let instant): London.day(of: instant)
        }
    }
}

extension Due: CustomStringConvertible {
    /// As an answer writes it: `YYYY-MM-DD`, or RFC 3339 in UTC.
    public var description: String {
        switch self {
        case .day(let day): day.description
        case .instant(let instant): instant.description
        }
    }
}

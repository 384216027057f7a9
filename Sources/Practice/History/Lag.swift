import Events

/// How long after it happened an event was written down, in working days: those after the local day of its time, up to
/// and including the local day of its entry (of its recording, where the source gives no entry time).
enum Lag: Equatable, Sendable {
    /// 0 on the same day, and for what was entered beforehand.
    case workingDays(Int)
    /// Why it cannot be told.
    case unknown(String)

    init(from time: Instant, _ precision: TimePrecision?, to told: Instant, by calendar: WorkingDays) {
        switch precision ?? .instant {
        case .instant, .day:
            switch calendar.count(after: London.day(of: time), through: London.day(of: told)) {
            case .days(let days): self = .workingDays(days)
            case .notCovered(let year): self = .unknown("the calendar does not cover \(year)")
            }
        case .month: self = .unknown("only the month is known")
        case .year: self = .unknown("only the year is known")
        case .about: self = .unknown("the time is not known exactly")
        }
    }

    var workingDays: Int? { if case .workingDays(let days) = self { days } else { nil } }
}

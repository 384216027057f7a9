public import Events
public import Practice

/// Works out when something falls due.
///
/// Hours are counted as hours, whatever the clocks do. All longer limits are counted in local days and end with the local
/// day; months and years follow ``Events/Day/adding(months:)``; working days are those of the calendar.
public struct DueClock: Sendable {
    public let workingDays: WorkingDays
    /// In order, not overlapping; nil where the authority has not set them.
    public let schoolTerms: [SchoolTerm]?

    public init(workingDays: WorkingDays, schoolTerms: [SchoolTerm]? = nil) {
        self.workingDays = workingDays
        self.schoolTerms = schoolTerms
    }

    /// When something falls due, or why that cannot be told.
    public enum Outcome: Equatable, Sendable {
        case due(Due)
        /// The calendar of working days does not reach into this year.
        case notCovered(year: Int)
        /// The school terms that are set do not reach so far.
        case noSchoolTerm
        /// No school terms are set.
        case schoolTermsNotSet
    }

    /// So long after `start`.
    public func due(_ span: Span, after start: Instant) -> Outcome {
        if span.unit == .hours { return .due(.instant(start.adding(seconds: Int64(span.value) * 3600))) }
        return shift(London.day(of: start), by: span, sign: 1)
    }

    /// So long before `start`.
    public func due(_ span: Span, before start: Instant) -> Outcome {
        if span.unit == .hours { return .due(.instant(start.adding(seconds: -Int64(span.value) * 3600))) }
        return shift(London.day(of: start), by: span, sign: -1)
    }

    /// So long after the local day `start`; hours count as whole days.
    func shift(_ start: Day, by span: Span, sign: Int) -> Outcome {
        switch span.unit {
        case .hours: return .due(.day(start.adding(days: sign * ((span.value + 23) / 24))))
        case .sameDay: return .due(.day(start))
        case .days: return .due(.day(start.adding(days: sign * span.value)))
        case .weeks: return .due(.day(start.adding(days: sign * 7 * span.value)))
        case .months: return .due(.day(start.adding(months: sign * span.value)))
        case .years: return .due(.day(start.adding(years: sign * span.value)))
        case .workingDays:
            switch workingDays.day(sign * span.value, from: start) {
            case .day(let day): return .due(.day(day))
            case .notCovered(let year): return .notCovered(year: year)
            }
        case .schoolTerms: return term(span.value, from: start, sign: sign)
        }
    }

    /// The end of the nth school term after the one in which `start` falls, or after the holiday in which it falls: what
    /// is to be done in each term, and was done in this one, must be done again by the end of the next.
    private func term(_ number: Int, from start: Day, sign: Int) -> Outcome {
        guard let terms = schoolTerms, !terms.isEmpty else { return .schoolTermsNotSet }
        guard let first = terms.first, start >= first.days.lowerBound else { return .noSchoolTerm }
        let begun = terms.lastIndex { $0.days.lowerBound <= start } ?? 0
        let wanted = begun + sign * number
        guard terms.indices.contains(wanted) else { return .noSchoolTerm }
        return .due(.day(terms[wanted].days.upperBound))
    }
}

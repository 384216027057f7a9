public import Events

extension Day {
    /// The same day of the month so many months later, or earlier where `months` is negative; the month's last day where
    /// it has no such day: 31 January plus one month is 28 or 29 February. The sources do not say what a month is; this is
    /// how the courts count "a month" (the corresponding date rule, Dodds v Walker [1981] 1 WLR 1027).
    ///
    /// Clamped to the years 1 to 9999.
    public func adding(months: Int) -> Day {
        let (year, month, day) = parts
        let total = year * 12 + (month - 1) + months
        let inYear = min(max(total / 12, 1), 9999)
        let inMonth = total % 12 + 1
        for last in stride(from: day, to: 27, by: -1) {
            if let found = Day(year: inYear, month: inMonth, day: last) { return found }
        }
        return Day(year: inYear, month: inMonth, day: min(day, 28)) ?? self
    }

    /// The day so many years later, by the rule of months.
    public func adding(years: Int) -> Day { adding(months: 12 * years) }
}

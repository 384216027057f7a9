/// The civil time of England and Wales: which local day an instant falls on, and when a local day ends. A rule "within
/// ten working days" means local days.
///
/// Covers 1972 onwards, when the Summer Time Act 1972 set the present pattern; earlier instants are read as Greenwich
/// time. The dates of change are those of the Act and of the orders under it, since 1996 those of Directive 2000/84/EC
/// as kept in UK law (last Sundays of March and October, 01:00 UTC).
public enum London {
    /// The local day of `instant`.
    public static func day(of instant: Instant) -> Day {
        instant.adding(microseconds: offset(at: instant)).split.day
    }

    /// The first instant of the local `day`.
    public static func start(of day: Day) -> Instant {
        let utc = Instant(startOf: day)
        // Clocks change at 01:00 UTC or later, so midnight is never skipped or repeated.
        return utc.adding(microseconds: -offset(at: utc.adding(microseconds: -Instant.hour)))
    }

    /// The last microsecond of the local `day`.
    public static func end(of day: Day) -> Instant { start(of: day.adding(days: 1)).adding(microseconds: -1) }

    /// Date and time on a clock in London, and `GMT` or `BST`.
    public static func clock(_ instant: Instant) -> (day: Day, hour: Int, minute: Int, zone: String) {
        let offset = offset(at: instant)
        let (day, rest) = instant.adding(microseconds: offset).split
        let minutes = Int(rest / (60 * Instant.second))
        return (day, minutes / 60, minutes % 60, offset == 0 ? "GMT" : "BST")
    }

    /// Microseconds that clocks are ahead of UTC.
    static func offset(at instant: Instant) -> Int64 {
        let year = instant.split.day.parts.year
        guard year >= 1972, let summer = changes(in: year) else { return 0 }
        return instant >= summer.start && instant < summer.end ? Instant.hour : 0
    }

    private static func changes(in year: Int) -> (start: Instant, end: Instant)? {
        // Until 1980 summer time began on the Sunday after the third Saturday of March, at 02:00. It ended on the Sunday
        // after the fourth Saturday of October until 1989, and on the fourth Sunday of October from 1990 to 1995.
        let lastOfSpring = year < 1981 ? 22 : 31
        let lastOfAutumn = year < 1990 ? 29 : year < 1996 ? 28 : 31
        guard let march = Day(year: year, month: 3, day: lastOfSpring),
            let october = Day(year: year, month: 10, day: lastOfAutumn)
        else { return nil }
        let hour = year < 1981 ? 2 * Instant.hour : Instant.hour
        return (
            Instant(startOf: sunday(onOrBefore: march)).adding(microseconds: hour),
            Instant(startOf: sunday(onOrBefore: october)).adding(microseconds: year < 1981 ? 2 * Instant.hour : Instant.hour)
        )
    }

    private static func sunday(onOrBefore day: Day) -> Day { day.adding(days: -((day.weekday + 1) % 7)) }
}

import Events
public import JSON

/// Times as an English reader writes them, by the clock in London.
public enum When {
    /// A column of times: on narrow screens the clock stands below the date.
    static func column(_ look: Look) -> Table.Column { Table.Column("When", most: look.width < 120 ? 12 : 24) }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The time of an entry as exactly as it is known: "4 Mar 2026, 10:12 GMT", "4 Mar 2026", "Mar 2019", "2019",
    /// "about Nov 2019".
    public static func of(_ entry: JSONValue) -> String {
        words(entry["time"]?.string, precision: entry["timeprecision"]?.string)
    }

    /// - Parameters:
    ///   - text: an RFC 3339 date-time, or a date. Anything else is shown as it is; nothing is "time not known".
    ///   - precision: as in `timeprecision`; nil for an exact time.
    public static func words(_ text: String?, precision: String? = nil) -> String {
        guard let text else { return "time not known" }
        if let day = Day(text) { return date(day) }
        guard let instant = Instant(text) else { return text }
        switch precision {
        case "day": return date(London.day(of: instant))
        case "month": return month(London.day(of: instant))
        case "year": return year(London.day(of: instant))
        case "about": return about(London.day(of: instant))
        default: return moment(instant)
        }
    }

    /// As "4 Mar 2026, 10:12 GMT".
    static func moment(_ instant: Instant) -> String {
        let clock = London.clock(instant)
        return "\(date(clock.day)), \(two(clock.hour)):\(two(clock.minute)) \(clock.zone)"
    }

    /// As "4 Mar 2026".
    static func date(_ day: Day) -> String {
        let (year, month, dayOfMonth) = day.parts
        return "\(dayOfMonth) \(months[month - 1]) \(year)"
    }

    private static func month(_ day: Day) -> String { "\(months[day.parts.month - 1]) \(day.parts.year)" }

    private static func year(_ day: Day) -> String { String(day.parts.year) }

    /// What is about a time is told by its month at most; the first of January is how sources write a year alone.
    private static func about(_ day: Day) -> String {
        day.parts.month == 1 && day.parts.day == 1 ? "about \(year(day))" : "about \(month(day))"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}

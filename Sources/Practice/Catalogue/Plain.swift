package import Events

/// Dates, times and counts as an English reader writes them.
package enum Plain {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// As "4 March 2026".
    package static func date(_ day: Day) -> String {
        let (year, month, dayOfMonth) = day.parts
        return "\(dayOfMonth) \(months[month - 1]) \(year)"
    }

    /// As "4 March 2026, 10:12 GMT": the clock in England.
    package static func moment(_ instant: Instant) -> String {
        let clock = London.clock(instant)
        return "\(date(clock.day)), \(clock.hour < 10 ? "0" : "")\(clock.hour):\(clock.minute < 10 ? "0" : "")\(clock.minute) "
            + clock.zone
    }

    /// The time of an event as exactly as it is known: a moment, a day, a month, a year.
    package static func time(of event: Event) -> String {
        let instant = event.attributes.time.instant
        let day = London.day(of: instant)
        switch event.precision {
        case .instant: return moment(instant)
        case .day: return date(day)
        case .month: return "\(months[day.parts.month - 1]) \(day.parts.year)"
        case .year: return "\(day.parts.year)"
        case .about: return "about \(date(day))"
        }
    }

    /// As "1 day", "12 days".
    package static func count(_ number: Int, _ unit: String) -> String { "\(number) \(unit)\(number == 1 ? "" : "s")" }

    /// As "1 cited entry is", "2 cited entries are": a stem with its two endings, and the verb.
    package static func count(_ number: Int, _ stem: String, _ many: String, _ one: String) -> String {
        "\(number) \(stem)\(number == 1 ? one + " is" : many + " are")"
    }
}

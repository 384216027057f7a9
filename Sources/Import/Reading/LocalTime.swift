import Events

/// Reads times as files write them.
enum LocalTime {
    /// The instant that stands for a date without a time: 00:00 UTC. In London that is midnight or, in summer, one o'clock, so
    /// the date of the row is the instant's date for whoever reads it in either.
    static func instant(of day: Day) -> Instant { Instant(startOf: day) }

    /// `YYYY-MM-DDTHH:MM:SS`, with `Z` or an offset an instant, without one a time in London; a space may stand for the T,
    /// and seconds or the whole clock may be left out. Nil for anything else.
    static func instant(_ text: String) -> Instant? {
        if let instant = Instant(text) { return isEarly(London.day(of: instant)) ? nil : instant }
        guard text.utf8.contains(where: isSeparator) else {
            return Day(text).flatMap { isEarly($0) ? nil : instant(of: $0) }
        }
        return local(text).map { instant($0.day, seconds: $0.seconds) }
    }

    /// Whether a text gives a time that no clock in London showed, as it was put forward that night.
    static func isPassedOver(_ text: String) -> Bool {
        guard Instant(text) == nil, let (day, seconds) = local(text) else { return false }
        let shown = London.clock(instant(day, seconds: seconds))
        return shown.day != day || shown.hour * 60 + shown.minute != seconds / 60
    }

    /// A day and the seconds of it that clocks in London show.
    private static func local(_ text: String) -> (day: Day, seconds: Int)? {
        guard let separator = text.utf8.firstIndex(where: isSeparator), let day = StatedDate(String(text[..<separator])).day,
            let seconds = seconds(text[text.utf8.index(after: separator)...])
        else { return nil }
        return (day, seconds)
    }

    private static func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "T") || byte == UInt8(ascii: " ") }

    private static func isEarly(_ day: Day) -> Bool { day.parts.year < StatedDate.earliestYear }

    /// The instant at which clocks in London show so many seconds of the day; of an hour that comes twice the first, of one
    /// that does not come the hour after.
    static func instant(_ day: Day, seconds: Int) -> Instant {
        let plain = London.start(of: day).adding(seconds: Int64(seconds))
        let shown = London.clock(plain)
        let off = (shown.hour * 60 + shown.minute) - seconds / 60
        guard shown.day == day, off != 0 else { return plain }
        let moved = plain.adding(seconds: Int64(-off * 60))
        return London.clock(moved).hour * 60 + London.clock(moved).minute == seconds / 60 ? moved : plain
    }

    /// `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fff` as seconds of a day.
    private static func seconds(_ text: Substring) -> Int? {
        let whole = text.split(separator: ".", maxSplits: 1)[...].first ?? ""
        let parts = whole.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ (1...2).contains($0.utf8.count) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), let second = parts.count == 3 ? Int(parts[2]) : 0,
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }
}

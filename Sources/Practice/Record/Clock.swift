import Events

extension Event {
    // Parts are read where they are: copying all attributes counts two dozen references.
    var instant: Instant { header.attributes.time.instant }

    /// How exactly its time is known.
    var precision: TimePrecision { header.attributes.timePrecision ?? .instant }

    /// The local day it happened on, as far as the time is known.
    var day: Day { London.day(of: instant) }

    /// Whether it is known to the instant.
    var isExact: Bool { precision == .instant }

    /// Whether not even the day is known.
    var isVague: Bool { precision != .instant && precision != .day }

    /// The first and the last local day it may have happened on.
    var days: (first: Day, last: Day) {
        let day = day
        let (year, month, _) = day.parts
        switch precision {
        case .instant, .day: return (day, day)
        case .month:
            let next = Day(year: month == 12 ? year + 1 : year, month: month == 12 ? 1 : month + 1, day: 1)
            return (Day(year: year, month: month, day: 1) ?? day, next?.adding(days: -1) ?? day)
        case .year: return (Day(year: year, month: 1, day: 1) ?? day, Day(year: year, month: 12, day: 31) ?? day)
        case .about: return (day.adding(days: -Self.aboutDays), day.adding(days: Self.aboutDays))
        }
    }

    /// What is about a time lies within half a year of it.
    private static let aboutDays = 183

    /// The first and the last moment it may have happened at.
    private var moments: (first: Instant, last: Instant) {
        isExact ? (instant, instant) : (London.start(of: days.first), London.end(of: days.last))
    }

    /// Whether it happened later than another event, as far as their times are known; nil where these do not tell.
    func isLater(than other: Event) -> Bool? {
        if moments.first > other.moments.last { return true }
        return moments.last <= other.moments.first ? false : nil
    }

    /// Local days from an earlier event to this one; nil where not even the day of one of them is known.
    func daysSince(_ other: Event) -> Int? { isVague || other.isVague ? nil : day.number - other.day.number }

    /// Why the days since another event cannot be told; nil where they can.
    func daysUnknown(since other: Event) -> String? {
        if isVague { return "known as \(Plain.time(of: self)) only" }
        return other.isVague ? "the one before is known as \(Plain.time(of: other)) only" : nil
    }

    /// Whether two events tell of one time: the same instant, or, where one is not known so exactly, times that agree.
    func isAtTime(of other: Event) -> Bool {
        isExact && other.isExact ? instant == other.instant : agreesInTime(with: other)
    }

    /// Whether two times fall on one local day, or agree as exactly as the vaguer of them is known. What is about a time
    /// agrees with all within half a year of it.
    func agreesInTime(with other: Event) -> Bool {
        let (a, b) = (precision, other.precision)
        if a == .about || b == .about { return abs(day.number - other.day.number) <= Self.aboutDays }
        let (one, two) = (day.parts, other.day.parts)
        if a == .year || b == .year { return one.year == two.year }
        if a == .month || b == .month { return one.year == two.year && one.month == two.month }
        return day == other.day
    }
}

extension Record {
    /// Order in the world: by time, then by when it was first written down, then by position.
    func precedes(_ a: Int, _ b: Int) -> Bool {
        briefs[a].time != briefs[b].time ? briefs[a].time < briefs[b].time : wasToldBefore(a, b)
    }

    /// Whether the sources say of both when they were written down.
    func haveEntryTimes(_ a: Int, _ b: Int) -> Bool {
        [a, b].allSatisfy { events[$0].header.attributes.enteredTime != nil }
    }

    /// Order of telling: by when it was first written down, then by position.
    func wasToldBefore(_ a: Int, _ b: Int) -> Bool {
        briefs[a].told != briefs[b].told ? briefs[a].told < briefs[b].told : a < b
    }

    /// Indexes in the order of the world.
    func inOrderOfTime(_ indexes: some Sequence<Int>) -> [Int] { indexes.sorted(by: precedes) }

    /// Indexes in the order of the world of those that `test` takes.
    func inOrderOfTime(where test: (Int) -> Bool) -> [Int] { byTime.filter(test) }
}

/// The last instant that a question as at a day takes in.
func endOf(_ asAt: Day?) -> Instant? { asAt.map { London.end(of: $0) } }

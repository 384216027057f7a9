import Events

/// When something happened, as far as it is known: some moment from `lo` to `hi`, both included. In microseconds since
/// 1970-01-01T00:00:00Z, as everything the rules compare.
struct When: Equatable, Sendable {
    var lo: Int64
    var hi: Int64
    /// Known to a month, a year, or only about: not even the day is sure.
    var isVague: Bool

    init(lo: Int64, hi: Int64, isVague: Bool = false) {
        self.lo = lo
        self.hi = hi
        self.isVague = isVague
    }

    /// One moment.
    init(_ instant: Instant) { self.init(lo: instant.microseconds, hi: instant.microseconds) }

    /// The whole of the local `day`.
    init(_ day: Day) {
        self.init(lo: London.start(of: day).microseconds, hi: London.end(of: day).microseconds)
    }

    /// Days to either side of a time that is only about: the half year by which two such times agree elsewhere.
    static let aboutDays = 183

    init(_ attributes: Attributes) {
        let instant = attributes.time.instant
        guard let precision = attributes.timePrecision, precision != .instant else {
            self.init(instant)
            return
        }
        let day = London.day(of: instant)
        switch precision {
        case .instant: self.init(instant)
        case .day: self.init(day)
        case .month:
            let first = day.adding(days: 1 - day.parts.day)
            self.init(first, through: first.adding(months: 1).adding(days: -1))
        case .year:
            let year = day.parts.year
            let first = Day(year: year, month: 1, day: 1) ?? day
            self.init(first, through: first.adding(months: 12).adding(days: -1))
        case .about: self.init(day.adding(days: -Self.aboutDays), through: day.adding(days: Self.aboutDays))
        }
    }

    private init(_ first: Day, through last: Day) {
        self.init(
            lo: London.start(of: first).microseconds, hi: London.end(of: last).microseconds, isVague: true)
    }

    /// Nothing is written down before it happens, nor does the ledger hear of it before. (Where that would leave no moment,
    /// the entry was written ahead, and nothing follows.)
    mutating func end(by header: Header) {
        let entered = header.attributes.enteredTime?.instant.microseconds ?? .max
        let latest = min(entered, header.recordedTime.microseconds)
        if latest >= lo { hi = min(hi, latest) }
    }

    /// Known to the instant.
    var isExact: Bool { lo == hi }

    var first: Instant { Instant(microseconds: lo) }
    var last: Instant { Instant(microseconds: hi) }
}

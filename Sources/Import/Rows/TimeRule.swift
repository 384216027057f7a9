import Events

extension RowMapping.TimeRule {
    enum Stated: Equatable {
        case time(EventDraft.When)
        /// No column tells, nor when the file was made.
        case untold
        /// The column that tells says nothing.
        case empty(Int)
        case unreadable(Int)
    }

    /// What the row says of the time.
    ///
    /// - Parameter made: when the file was made.
    func stated(_ cells: [String], made: Instant?) -> Stated {
        guard let column else { return made.map { .time(.day(London.day(of: $0))) } ?? .untold }
        let text = cells[column]
        guard !text.isEmpty else { return .empty(column) }
        let found: EventDraft.When? =
            switch precision {
            case .day: StatedDate(text).day.map(EventDraft.When.day)
            case .instant: LocalTime.instant(text).map(EventDraft.When.instant)
            case .month: Self.month(text).map(EventDraft.When.month)
            case .year: Self.year(text).map(EventDraft.When.year)
            case nil: Self.guessed(text)
            }
        return found.map(Stated.time) ?? .unreadable(column)
    }

    /// The column, where the row gives a time in it that clocks passed over.
    func passedOver(_ cells: [String]) -> Int? {
        guard let column, precision == nil || precision == .instant, LocalTime.isPassedOver(cells[column]) else { return nil }
        return column
    }

    /// As exactly as the cell itself says. Midnight is how databases write a day.
    private static func guessed(_ text: String) -> EventDraft.When? {
        if text.utf8.count == 4 { return year(text).map(EventDraft.When.year) }
        if text.utf8.count == 7 { return month(text).map(EventDraft.When.month) }
        let hasClock = text.utf8.contains(UInt8(ascii: ":"))
        guard hasClock, !isMidnight(text) else { return StatedDate(text).day.map(EventDraft.When.day) }
        return LocalTime.instant(text).map(EventDraft.When.instant)
    }

    private static func isMidnight(_ text: String) -> Bool {
        guard let at = text.utf8.firstIndex(where: { $0 == UInt8(ascii: "T") || $0 == UInt8(ascii: " ") }) else { return false }
        let clock = text[text.utf8.index(after: at)...]
        return clock.utf8.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
    }

    /// `YYYY-MM`, or any day in it.
    private static func month(_ text: String) -> Day? {
        let day = StatedDate(text + "-01").day ?? StatedDate(text).day
        return day.flatMap { Day(year: $0.parts.year, month: $0.parts.month, day: 1) }
    }

    /// `YYYY`, or any day in it.
    private static func year(_ text: String) -> Day? {
        let day = StatedDate(text + "-01-01").day ?? StatedDate(text).day
        return day.flatMap { Day(year: $0.parts.year, month: 1, day: 1) }
    }
}

import Events

extension RowMapping.TimeRule {
    enum Stated: Equatable {
        case none
        case time(EventDraft.When)
        case unreadable
    }

    /// What the row says of the time.
    ///
    /// - Parameter made: when the file was made.
    func stated(_ cells: [String], made: Instant?) -> Stated {
        guard let column else { return made.map { .time(.day(London.day(of: $0))) } ?? .none }
        let text = cells[column]
        guard !text.isEmpty else { return .none }
        let found: EventDraft.When? =
            switch precision {
            case .day: StatedDate(text).day.map(EventDraft.When.day)
            case .instant: LocalTime.instant(text).map(EventDraft.When.instant)
            case .month: Self.month(text).map(EventDraft.When.month)
            case .year: Self.year(text).map(EventDraft.When.year)
            case nil: Self.guessed(text)
            }
        return found.map(Stated.time) ?? .unreadable
    }

    /// Whether the row gives a time that clocks passed over.
    func isPassedOver(_ cells: [String]) -> Bool {
        guard let column, precision == nil || precision == .instant else { return false }
        return LocalTime.isPassedOver(cells[column])
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

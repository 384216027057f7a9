import Events

/// Stretches of one length in a row. Each is counted from the first day, so that none drifts where a month is short.
struct Row {
    /// The day on which the first begins.
    let first: Day
    let span: Span
    private var number = 0

    init(first: Day, span: Span) {
        self.first = first
        self.span = span
    }

    /// The day on which the next one ends and another begins; nil where the calendar does not reach so far.
    mutating func end(_ clock: DueClock) -> Day? {
        number += 1
        guard case .due(let due) = clock.shift(first, by: Span(span.value * number, span.unit), sign: 1) else { return nil }
        return due.day
    }
}

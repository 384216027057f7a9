import Events

/// When one thing happened, by all who tell of it: a source that knows only the day may tell of what another knows to the
/// minute, but not of two such things at once.
struct ToldMoment {
    /// As who knows it exactly has it.
    private var exact: Instant?
    /// As each source has it.
    private var bySource: [String: Instant] = [:]

    init(_ event: Event) { add(event) }

    mutating func add(_ event: Event) {
        if event.isExact { exact = event.instant }
        bySource[event.attributes.source] = event.instant
    }

    /// Whether an event that agrees with one of them may be of this thing too: what is known exactly was at one instant, and a
    /// source that gives two times tells of two things.
    func takes(_ event: Event) -> Bool {
        if event.isExact, let exact, exact != event.instant { return false }
        return bySource[event.attributes.source].map { $0 == event.instant } ?? true
    }
}

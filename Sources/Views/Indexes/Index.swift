import Events
import Ledger

/// A view: a table of keys, and small facts under them, that is folded from events and can be deleted at any time. It
/// holds no narrative: that is read from the ledger, by position.
struct Index: Sendable {
    /// The view's name, as `daybook rebuild` takes it.
    let name: String
    /// Raised whenever `rows` changes, so that a table made by earlier code is built anew.
    let version: Int
    /// Appends the rows that one event adds.
    let rows: @Sendable (_ event: Event, _ rows: inout Rows) -> Void
}

extension Index {
    /// Every view there is.
    static let all: [Index] = [
        .actors, .allocations, .cases, .concerns, .decisions, .decisionsByActor, .references, .sources, .teams, .types, .workers,
    ]
}

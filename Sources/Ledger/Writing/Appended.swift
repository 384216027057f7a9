public import Events

/// What an append answers for one event.
public struct Appended: Sendable, Equatable {
    public let position: Position
    /// When this ledger committed it, the first time where it is a duplicate.
    public let recordedTime: Instant
    /// The event's number among those of its subject, from 1.
    public let subjectVersion: UInt64
    /// Whether the ledger had it already.
    public let duplicate: Bool

    /// The answer to a repeat of the same event.
    var repeated: Appended {
        Appended(position: position, recordedTime: recordedTime, subjectVersion: subjectVersion, duplicate: true)
    }
}

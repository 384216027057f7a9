import Events

/// Events to append, all or none, with everything done that can be done before their positions are known.
public struct Submission: Sendable {
    let events: [Prepared]
    /// Append only if the subject of the events is at this version.
    let expectedVersion: UInt64?
    /// Bytes that it will take in the log, about.
    let size: Int
    /// The subject that is erased with it: its key is destroyed as soon as the events are on disk.
    let erases: ErasedSubject?

    /// Joins parts that were prepared apart, in order.
    ///
    /// - Throws: `AppendError.severalSubjects` where a version is expected of more than one subject.
    /// - Parameters:
    ///   - parts: prepared events.
    ///   - expectedVersion: append only if the subject of the events is at this version.
    ///   - erases: the subject whose key is to be destroyed, where the last of the events says so.
    public init(_ parts: [[Prepared]], expectedVersion: UInt64?, erases: ErasedSubject? = nil) throws(AppendError) {
        events = parts.count == 1 ? parts[0] : Array(parts.joined())
        if expectedVersion != nil, Set(events.map(\.posting.attributes.subject)).count > 1 { throw .severalSubjects }
        self.expectedVersion = expectedVersion
        self.erases = erases
        size = events.reduce(0) { $0 + $1.size }
    }
}

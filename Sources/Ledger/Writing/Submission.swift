public import Events

/// Events to append, all or none, with everything done that can be done before their positions are known.
public struct Submission: Sendable {
    let events: [Prepared]
    /// Append only if the subject of the events is at this version.
    let expectedVersion: UInt64?
    /// Bytes that it will take in the log, about.
    let size: Int
    /// The subjects that are erased with it: their keys are destroyed as soon as the events are on disk.
    let erases: [Erasing]

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
        let last = events.count - 1
        self.erases = erases.map { [Erasing(subject: $0.subject, version: $0.version, doubt: $0.doubt, event: last)] } ?? []
        size = events.reduce(0) { $0 + $1.size }
    }

    /// Says anew of subjects that they are erased, where the log has lost what said so first.
    ///
    /// - Parameters:
    ///   - subjects: whose keys are gone already.
    ///   - events: the first of them say so, each of the subject at its place; others may follow.
    public init(restating subjects: [Subject], by events: [Prepared]) {
        precondition(subjects.count <= events.count, "each subject has an event that says so")
        self.events = events
        expectedVersion = nil
        erases = subjects.enumerated().map { Erasing(subject: $1, version: nil, doubt: nil, event: $0) }
        size = events.reduce(0) { $0 + $1.size }
    }
}

/// A subject that is erased with a submission.
struct Erasing: Sendable {
    let subject: Subject
    /// How many events it must have; nil where it is erased already, and only said to be so anew.
    let version: UInt64?
    let doubt: ErasedSubject.Doubt?
    /// Which of the submission's events says so.
    let event: Int
}

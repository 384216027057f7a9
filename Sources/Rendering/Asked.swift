public import Events

/// What was asked, as far as the answer's last line tells it.
public struct Asked: Sendable {
    /// What the question was about, as it was typed: a case's reference, a person's id.
    public var subject: String
    /// Only what was on record by then.
    public var knownAt: Instant?
    /// Whether the source systems' entry times decide what was on record.
    public var byEntryTimes: Bool
    /// How things stood on that day.
    public var asAt: Day?

    public init(_ subject: String = "", knownAt: Instant? = nil, byEntryTimes: Bool = false, asAt: Day? = nil) {
        self.subject = subject
        self.knownAt = knownAt
        self.byEntryTimes = byEntryTimes
        self.asAt = asAt
    }
}

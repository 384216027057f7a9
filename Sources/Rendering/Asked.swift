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
    /// The day or time, as it was typed, from which on and up to which entries were asked for.
    public var from: String?
    public var to: String?
    /// By what else the entries were chosen, each in words, as "by tm-11".
    public var filters: [String] = []

    /// As ", 1 Sep 2025 to 20 Nov 2025"; empty where all of time and everything was asked for. A page that leaves something
    /// out says what, or it would deny it.
    var limits: String {
        var limits = filters
        switch (from.map { When.words($0) }, to.map { When.words($0) }) {
        case (let from?, let to?) where from == to: limits.append(from)
        case (let from?, let to?): limits.append("\(from) to \(to)")
        case (let from?, nil): limits.append("from \(from) on")
        case (nil, let to?): limits.append("up to \(to)")
        case (nil, nil): break
        }
        return limits.map { ", " + $0 }.joined()
    }

    /// That there is nothing, and of what there is nothing.
    ///
    /// - Parameter absence: without its full stop.
    func none(_ absence: String) -> String {
        isLimited ? "\(absence) of what was asked for (\(limits.dropFirst(2))). There may be others." : absence + "."
    }

    /// Whether something was left out by choice.
    var isLimited: Bool { !limits.isEmpty }

    public init(_ subject: String = "", knownAt: Instant? = nil, byEntryTimes: Bool = false, asAt: Day? = nil) {
        self.subject = subject
        self.knownAt = knownAt
        self.byEntryTimes = byEntryTimes
        self.asAt = asAt
    }
}

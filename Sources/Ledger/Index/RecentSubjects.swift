import Events

/// The entries of the newest events for the table of subjects, until they are in it: they gather, and are then merged while others
/// gather.
struct RecentSubjects {
    /// Entries that are worth a step, unless they are the last.
    private static let leastEntries = 128

    /// Events whose entries gather.
    private let limit: Int
    private var gathered: [Subject: IndexEntries.Run] = [:]
    private var count = 0
    /// The position behind the last event that was gathered before.
    private var start: UInt64
    private var merge: SubjectMerge?
    /// Entries of the merge that the commits since the last step should have taken along.
    private var owed = 0

    /// - Parameters:
    ///   - size: of the ledger; the table is complete below it.
    ///   - limit: from 1 up.
    init(size: UInt64, limit: Int) {
        start = size
        self.limit = limit
    }

    /// The number of the subject's last event; nil where the table knows.
    func version(of subject: Subject) -> UInt64? { (gathered[subject] ?? merge?.runs[subject])?.lastVersion }

    func positions(of subject: Subject) -> [Position] {
        (merge?.runs[subject]?.positions ?? []) + (gathered[subject]?.positions ?? [])
    }

    var all: Set<Subject> { Set(gathered.keys).union(merge?.runs.keys.map(\.self) ?? []) }

    mutating func add(_ runs: [Subject: IndexEntries.Run], count: Int) {
        self.count += count
        for (subject, run) in runs { gathered[subject, default: .init(firstVersion: run.firstVersion)].append(run.positions) }
    }

    /// Counts events that came towards the entries that are due.
    mutating func count(_ events: Int) {
        if merge != nil { owed += Self.share(of: events) }
    }

    /// What `count` events have to take along: a little more than is added, so that a merge ends before the next begins.
    private static func share(of count: Int) -> Int { count + count / 8 + 1 }

    /// The entries that are due with `count` more events; nil where none wait, or too few are due yet.
    func due(after count: Int) -> SubjectMerge.Part? {
        guard let merge else { return nil }
        let due = owed + Self.share(of: count)
        return due >= min(Self.leastEntries, merge.left) ? merge.part(due) : nil
    }

    /// The next entries, due or not.
    func next(_ count: Int) -> SubjectMerge.Part? { merge?.part(count) }

    /// The position below which the table is complete once it has `part`.
    func indexed(with part: SubjectMerge.Part?) -> UInt64 {
        guard let merge, merge.left > part?.rows.count ?? 0 else { return start }
        return merge.start
    }

    /// Goes on behind what the table has now.
    mutating func advance(_ part: SubjectMerge.Part) {
        owed = 0
        merge?.advance(part)
        if merge?.left == 0 { merge = nil }
    }

    /// What has gathered, as the next merge; nil while another is under way, or nothing has.
    ///
    /// - Parameter whole: whether enough must have gathered.
    func gatheredMerge(whole: Bool) -> SubjectMerge? {
        merge == nil && count >= (whole ? limit : 1) ? SubjectMerge(gathered, start: start) : nil
    }

    /// - Parameter end: the position behind the last event of the merge, which is all that has gathered.
    mutating func begin(_ merge: SubjectMerge, end: UInt64) {
        self.merge = merge
        owed = 0
        gathered = [:]
        count = 0
        start = end
    }
}

import Events
import LMDB

/// Entries on their way into the table of subjects, in the order of its keys: neighbours share a page, so each page is written
/// once for many of them.
struct SubjectMerge {
    typealias Row = (key: [UInt8], position: Position)

    let runs: [Subject: IndexEntries.Run]
    /// The position below which the table is complete until the last of these is in it.
    let start: UInt64
    private let subjects: [(key: Subject, run: IndexEntries.Run)]
    private var written = Written()
    /// Entries still to be written.
    private(set) var left: Int

    /// How far it has come: in the subjects, and within the run that is next.
    struct Written {
        fileprivate var subjects = 0
        fileprivate var versions = 0
    }

    /// Some of the entries, and how far it has come with them.
    struct Part {
        let rows: [Row]
        fileprivate let written: Written
    }

    init(_ runs: [Subject: IndexEntries.Run], start: UInt64) {
        self.runs = runs
        self.start = start
        subjects = runs.map { ($0.key, $0.value) }.sorted { Self.isBefore($0.key, $1.key) }
        left = runs.values.reduce(0) { $0 + $1.positions.count }
    }

    /// The next entries, up to `count`.
    func part(_ count: Int) -> Part {
        var next = written
        var rows: [Row] = []
        rows.reserveCapacity(min(count, left))
        while rows.count < count, next.subjects < subjects.count {
            let (subject, run) = subjects[next.subjects]
            let key = SubjectKey.bytes(subject, version: run.firstVersion + UInt64(next.versions))
            rows.append((key, run.positions[next.versions]))
            next.versions += 1
            if next.versions == run.positions.count { (next.subjects, next.versions) = (next.subjects + 1, 0) }
        }
        return Part(rows: rows, written: next)
    }

    /// Goes on behind a part that is in the table.
    mutating func advance(_ part: Part) {
        written = part.written
        left -= part.rows.count
    }

    private static func isBefore(_ a: Subject, _ b: Subject) -> Bool {
        a.kind == b.kind ? a.ref < b.ref : a.kind.rawValue < b.kind.rawValue
    }
}

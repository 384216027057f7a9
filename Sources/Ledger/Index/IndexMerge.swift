import Events
import LMDB

/// Index entries on their way into the tables, in the order of the tables' keys: neighbours share a page, so each page is
/// written once for many of them.
struct IndexMerge {
    let entries: IndexEntries
    /// The position after the last event whose entries these are.
    private let end: UInt64
    private let ids: [(key: IDKey, place: Place)]
    private let subjects: [(key: Subject, run: IndexEntries.Run)]
    private var written = Written()

    /// How far the merge has come: in `ids`, in `subjects`, and within the run that is next.
    fileprivate struct Written {
        var ids = 0
        var subjects = 0
        var versions = 0
    }

    /// The entries that a commit takes along.
    struct Step {
        fileprivate let ids: ArraySlice<(key: IDKey, place: Place)>
        fileprivate let subjects: [(key: [UInt8], position: Position)]
        fileprivate let written: Written
        /// Where the step is the last one: the position below which the tables are complete from now on.
        fileprivate let end: UInt64?

        /// Entries may be there already, from a merge that a crash cut off: they are the same then.
        func write(to tables: LogTables, _ transaction: inout WriteTransaction) throws {
            for (key, place) in ids { try transaction.put(place.bytes, for: key.bytes, in: tables.ids) }
            for (key, position) in subjects {
                try transaction.put([UInt8](bigEndian: position.rawValue), for: key, in: tables.subjects)
            }
            if let end { try transaction.put([UInt8](bigEndian: end), for: About.indexed, in: tables.about) }
        }
    }

    init(_ entries: IndexEntries, end: UInt64) {
        self.entries = entries
        self.end = end
        ids = entries.places.map { ($0.key, $0.value) }.sorted { $0.key < $1.key }
        subjects = entries.runs.map { ($0.key, $0.value) }.sorted { Self.isBefore($0.key, $1.key) }
    }

    /// Entries still to be written, of the table that has more of them.
    var left: Int { ids.count - written.ids }

    /// The next entries, up to `count` for each of the two tables.
    func step(_ count: Int) -> Step {
        var next = written
        next.ids += min(count, ids.count - next.ids)
        var rows: [(key: [UInt8], position: Position)] = []
        while rows.count < count, next.subjects < subjects.count {
            let (subject, run) = subjects[next.subjects]
            rows.append(
                (
                    SubjectKey.bytes(subject, version: run.firstVersion + UInt64(next.versions)),
                    run.positions[next.versions]
                ))
            next.versions += 1
            if next.versions == run.positions.count { (next.subjects, next.versions) = (next.subjects + 1, 0) }
        }
        let isLast = next.ids == ids.count && next.subjects == subjects.count
        return Step(ids: ids[written.ids..<next.ids], subjects: rows, written: next, end: isLast ? end : nil)
    }

    private static func isBefore(_ a: Subject, _ b: Subject) -> Bool {
        a.kind == b.kind ? a.ref < b.ref : a.kind.rawValue < b.kind.rawValue
    }

    /// Goes on behind a step that is committed; false where it was the last.
    mutating func advance(_ step: Step) -> Bool {
        written = step.written
        return step.end == nil
    }
}

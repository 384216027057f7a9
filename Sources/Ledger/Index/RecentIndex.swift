import Events
import LMDB
import Synchronization

/// The index entries of the newest events, kept in memory until they are in the tables.
///
/// Ids are random and subjects many: written commit by commit, nearly every entry would dirty a page of its own, and the
/// pages, not the events, would fill the disk's time. So entries gather here, and every commit takes along a few of
/// those gathered before, in the order of their keys. Nothing hangs on what is only in memory: the log has it, and a
/// start after a crash finds the entries there again (`IndexCatchUp`).
final class RecentIndex: Sendable {
    private let state: Mutex<State>
    /// Events that come while an entry waits, at most, but for those of one commit.
    private let limit: Int

    private struct State {
        var ids: RecentIDs
        var subjects: RecentSubjects
        /// The position behind the newest event.
        var end: UInt64
        /// What the tables say they are complete below.
        var indexed: UInt64
    }

    /// How often subjects gather and are merged while every id waits once. The events of a subject follow each other closely, and
    /// their longer waiting would save nothing.
    private static let subjectMerges = 8
    /// How often the tables are told how far they are complete while every id waits once.
    private static let tellings: UInt64 = 64

    /// - Parameters:
    ///   - size: of the ledger; the tables are complete below it.
    ///   - limit: from 1 up.
    init(size: UInt64, limit: Int) {
        self.limit = limit
        state = Mutex(
            State(
                ids: RecentIDs(size: size, round: limit),
                subjects: RecentSubjects(size: size, limit: max(limit / Self.subjectMerges, 1)), end: size, indexed: size))
    }

    // A reader asks here first and opens its snapshot of the tables afterwards: what has left the memory by then is in the
    // snapshot.

    func place(of id: IDKey) -> Place? { state.withLock { $0.ids.place(of: id) } }

    /// The number of the subject's last event; nil where the tables know.
    func version(of subject: Subject) -> UInt64? { state.withLock { $0.subjects.version(of: subject) } }

    /// The positions of the subject's newest events, in order. All its other events stand before them.
    func positions(of subject: Subject) -> [Position] { state.withLock { $0.subjects.positions(of: subject) } }

    /// The subjects of a kind that have events whose entries are here.
    func subjects(_ kind: Subject.Kind) -> Set<Subject> {
        state.withLock { $0.subjects.all }.filter { $0.kind == kind }
    }

    // MARK: The writer's side. Nobody else changes anything, so what it has seen holds until it changes it itself.

    /// The entries that a commit of `count` events takes along; nil where none wait, or too few are due yet.
    func step(for count: Int) -> IndexStep? {
        step(tellsAlways: false) { ($0.ids.due(after: count), $0.subjects.due(after: count)) }
    }

    /// Brings all that waits into the tables. Only when nothing is appended any more.
    func settle(in tables: LogTables, of environment: Environment) throws {
        while let step = rest(LedgerSettings.commitEvents) {
            try environment.write { try step.write(to: tables, &$0) }
            committed(IndexEntries(), end: state.withLock(\.end), taken: step)
        }
    }

    /// Some `count` of the entries that wait, due or not; nil where none do any more, and the tables say so.
    private func rest(_ count: Int) -> IndexStep? {
        beginMerge(whole: false)
        guard state.withLock({ $0.indexed < $0.end }) else { return nil }
        return step(tellsAlways: true) { ($0.ids.holding(count), $0.subjects.next(count)) }
    }

    private func step(
        tellsAlways: Bool, _ choice: (borrowing State) -> (drawers: Int, subjects: SubjectMerge.Part?)
    ) -> IndexStep? {
        state.withLock { state in
            let (drawers, subjects) = choice(state)
            guard drawers > 0 || subjects != nil else { return nil }
            let indexed = min(state.ids.indexed(emptying: drawers, end: state.end), state.subjects.indexed(with: subjects))
            let isWorthAPage =
                indexed > state.indexed && (tellsAlways || (indexed - state.indexed) * Self.tellings >= UInt64(limit))
            return IndexStep(
                ids: state.ids.entries(in: drawers), drawers: drawers, subjects: subjects, indexed: isWorthAPage ? indexed : nil)
        }
    }

    /// Takes in what a commit has added, up to the position `end`, and what it has taken along.
    func committed(_ added: IndexEntries, end: UInt64, taken: IndexStep?) {
        state.withLock { state in
            if let taken {
                state.ids.empty(taken.drawers, end: state.end)
                if let part = taken.subjects { state.subjects.advance(part) }
                state.indexed = taken.indexed ?? state.indexed
            }
            state.ids.count(added.count)
            state.subjects.count(added.count)
        }
        add(added, end: end)
    }

    /// Takes in entries that are found again, up to the position `end`. They go into the tables with the commits of the next round, not
    /// all with the first.
    func found(_ entries: IndexEntries, end: UInt64) { add(entries, end: end) }

    private func add(_ entries: IndexEntries, end: UInt64) {
        state.withLock { state in
            state.ids.add(entries.places)
            state.subjects.add(entries.runs, count: entries.count)
            state.end = end
        }
        beginMerge(whole: true)
    }

    /// Sorting takes a while, and readers need not wait for it.
    private func beginMerge(whole: Bool) {
        guard let merge = state.withLock({ $0.subjects }).gatheredMerge(whole: whole) else { return }
        state.withLock { $0.subjects.begin(merge, end: $0.end) }
    }
}

import Events
import LMDB
import Synchronization

/// The index entries of the newest events, kept in memory until they are merged into the tables.
///
/// Ids are random and subjects many: written commit by commit, nearly every entry would dirty a page of its own, and the
/// pages, not the events, would fill the disk's time. So entries gather here, and every commit takes along a few of
/// those gathered before, in the order of their keys. Nothing hangs on what is only in memory: the log has it, and a
/// start after a crash completes the tables from it (`IndexCatchUp`).
final class RecentIndex: Sendable {
    private let state: Mutex<State>
    /// Events whose entries gather before they are merged.
    private let limit: Int

    private struct State {
        var gathered = IndexEntries()
        var merge: IndexMerge?
        /// Entries that the commits since the last step should have taken along.
        var owed = 0
        /// The position after the last event in `gathered`.
        var end: UInt64
    }

    /// - Parameter size: of the ledger; the tables are complete below it.
    init(size: UInt64, limit: Int) {
        self.limit = limit
        state = Mutex(State(end: size))
    }

    // A reader asks here first and opens its snapshot of the tables afterwards: what has left the memory by then is in the
    // snapshot.

    func place(of id: IDKey) -> Place? { state.withLock { $0.gathered.places[id] ?? $0.merge?.entries.places[id] } }

    /// The number of the subject's last event; nil where the tables know.
    func version(of subject: Subject) -> UInt64? {
        state.withLock { ($0.gathered.runs[subject] ?? $0.merge?.entries.runs[subject])?.lastVersion }
    }

    /// The positions of the subject's newest events, in order. All its other events stand before them.
    func positions(of subject: Subject) -> [Position] {
        state.withLock { state in
            (state.merge?.entries.runs[subject]?.positions ?? []) + (state.gathered.runs[subject]?.positions ?? [])
        }
    }

    /// The subjects of a kind that have events whose entries are here.
    func subjects(_ kind: Subject.Kind) -> Set<Subject> {
        state.withLock { state in
            Set(state.gathered.runs.keys).union(state.merge?.entries.runs.keys.map(\.self) ?? [])
        }.filter { $0.kind == kind }
    }

    // MARK: The writer's side

    /// Entries of a step at least, unless it is the last: neighbours share pages, and the pages above them are shared by all.
    private static let leastStep = 128

    /// The entries that a commit of `count` events takes along; nil where none wait, or too few are owed yet. A little more
    /// than is added, so that a merge ends before the next begins.
    func step(for count: Int) -> IndexMerge.Step? {
        state.withLock { state in
            guard let merge = state.merge else { return nil }
            state.owed += count + count / 8 + 1
            return state.owed >= Self.leastStep || state.owed >= merge.left ? merge.step(state.owed) : nil
        }
    }

    /// Takes in what a commit has added, up to the position `end`, and what it has merged.
    func committed(_ added: IndexEntries, end: UInt64, merged: IndexMerge.Step?) {
        let full: IndexEntries? = state.withLock { state in
            state.gathered.add(added)
            state.end = end
            if let merged {
                state.owed = 0
                if state.merge?.advance(merged) == false { state.merge = nil }
            }
            return state.merge == nil && state.gathered.count >= limit ? state.gathered : nil
        }
        // Sorting takes a while, and readers need not wait for it. Only the writer adds, so nothing comes in between.
        if let full { freeze(full, end: end) }
    }

    /// Makes all that is gathered the next merge; false where nothing waits any more.
    func gatherRest() -> Bool {
        let (rest, end, isMerging) = state.withLock { ($0.gathered, $0.end, $0.merge != nil) }
        if isMerging { return true }
        if rest.count > 0 { freeze(rest, end: end) }
        return rest.count > 0
    }

    private func freeze(_ entries: IndexEntries, end: UInt64) {
        let merge = IndexMerge(entries, end: end)
        state.withLock { state in
            state.merge = merge
            state.gathered = IndexEntries()
            state.gathered.reserve(limit)
        }
    }
}

import Events
import LMDB
import Synchronization
import Transparency
import Waiting

/// The environment `log/` and what the ledger knows of its end.
final class Log: Sendable {
    let environment: Environment
    let tables: LogTables
    let recent: RecentIndex
    let keys: KeyRing
    let signer: NoteSigner
    let newest = NewestEvents()
    let opened = OpenedEvents()
    let bookMark = BookMark()
    /// Tells who follows that the end has moved.
    let followers = Followers<Subject>()
    /// Tells who waits for the commit under way that it is settled.
    private let settlings = Followers<Never>()
    private let clock: @Sendable () -> Instant
    private let state: Mutex<State>

    private struct State {
        var head: Head
        var frontier: Frontier
        /// What the events of the commit under way are recorded as.
        var underWay: Instant?
        /// Commits that are settled, whatever became of them.
        var settled: UInt64 = 0
        /// The latest time for which it was told what was known then. What is committed later is recorded later.
        var told: Instant?
    }

    init(
        environment: Environment, tables: LogTables, recent: RecentIndex, keys: KeyRing, signer: NoteSigner, head: Head,
        frontier: Frontier, clock: @escaping @Sendable () -> Instant
    ) {
        self.environment = environment
        self.tables = tables
        self.recent = recent
        self.keys = keys
        self.signer = signer
        self.clock = clock
        state = Mutex(State(head: head, frontier: frontier))
    }

    var head: Head { state.withLock(\.head) }

    /// What the clock says.
    var now: Instant { clock() }

    /// Decides and commits submissions. Only the writer's thread calls it.
    func commit(_ submissions: [Submission]) throws -> [Result<[Appended], AppendError>] {
        let begun = begin()
        do {
            let answers = try commit(submissions, begun)
            settleCommit()
            return answers
        } catch {
            // Where nobody can know what is on the disk, nobody is told what was known then: the daemon ends.
            if Self.isUnsettled(error) { settlings.end() } else { settleCommit() }
            throw error
        }
    }

    /// What a commit starts from.
    private typealias Begun = (head: Head, frontier: Frontier, time: Instant)

    private func begin() -> Begun {
        state.withLock { state in
            // The clock may step back; recorded time does not, no two commits share one, and none has one for which it was
            // told what was known, so that "known at" a time always means the same events.
            var time = clock()
            for earlier in [state.head.recordedTime, state.told] { time = max(time, earlier?.adding(microseconds: 1) ?? time) }
            state.underWay = time
            return (state.head, state.frontier, time)
        }
    }

    private func settleCommit() {
        let settled = state.withLock { state in
            state.underWay = nil
            state.settled += 1
            return state.settled
        }
        settlings.tell(settled)
    }

    private static func isUnsettled(_ error: any Error) -> Bool {
        guard let failure = error as? CommitFailure else { return error is UnfinishedErasure }
        return failure.cause != .mapFull && !CommitFailure.isWantOfRoom(failure)
    }

    /// The ledger's end from which it can be told what was known at `instant`: no event that is recorded by then comes after.
    /// Waits for a commit under way whose events may be.
    ///
    /// - Throws: `CancellationError` where the ledger ends.
    func head(knownAt instant: Instant) async throws -> Head {
        while true {
            let (head, commits) = state.withLock { state -> (Head, UInt64?) in
                if state.head.recordedTime.map({ $0 <= instant }) ?? true {
                    // Of what is still to come nothing is known, and no clock must be driven ahead by who asks for it.
                    let told = min(instant, clock())
                    state.told = max(state.told ?? told, told)
                }
                return (state.head, state.underWay.map { $0 <= instant } == true ? state.settled : nil)
            }
            guard let commits else { return head }
            _ = try await settlings.size(beyond: commits) { [self] in state.withLock(\.settled) }
        }
    }

    /// Wakes everybody who waits, with a cancellation.
    func endFollowing() {
        followers.end()
        settlings.end()
    }

    private func commit(_ submissions: [Submission], _ begun: Begun) throws -> [Result<[Appended], AppendError>] {
        let (head, frontier, time) = begun
        for submission in submissions {
            for erased in submission.erases { try keys.announce(erased.subject, by: submission.events[erased.event].id) }
        }
        var commit = Commit(tables: tables, recent: recent, keys: keys, time: time, frontier: frontier)
        var newHead = head
        let mark = bookMark.due
        var taken: IndexStep?
        let answers = try environment.write { transaction in
            var answers: [Result<[Appended], AppendError>] = []
            answers.reserveCapacity(submissions.count)
            for submission in submissions { answers.append(try commit.decide(submission, &transaction)) }
            if commit.frontier.size > head.size {
                try commit.finish(&transaction)
                taken = recent.step(for: Int(commit.frontier.size - head.size))
                try taken?.write(to: tables, &transaction)
                newHead = sign(commit.frontier, time)
                try transaction.put(
                    Array(newHead.checkpoint.utf8), for: [UInt8](bigEndian: newHead.size), in: tables.checkpoints)
                if let mark { try BookMark.write(mark, to: tables, &transaction) }
            }
            return answers
        }
        guard newHead.size > head.size else {
            try settleErasures(submissions, commit)
            return answers
        }
        recent.committed(commit.added, end: newHead.size, taken: taken)
        newest.add(commit.appended, from: head.size, recordedTime: time)
        if let mark { bookMark.committed(mark) }
        // The events are on disk: what fails from here on must not be told as a commit that kept nothing, so the daemon ends, and
        // the next start finishes the erasure.
        do { try settleErasures(submissions, commit) } catch { throw UnfinishedErasure(cause: error) }
        state.withLock { state in
            state.head = newHead
            state.frontier = commit.frontier
        }
        followers.tell(newHead.size, of: commit.added.runs.keys)
        return answers
    }

    /// Destroys the keys of the subjects that the commit erased, and takes back what was announced and refused.
    private func settleErasures(_ submissions: [Submission], _ commit: Commit) throws {
        for (subject, position) in commit.erasures {
            try keys.erase(subject, at: position)
            newest.forget()
            opened.forget(before: keys.erasures)
        }
        for submission in submissions {
            for erased in submission.erases where commit.erasures[erased.subject] == nil { try keys.withdraw(erased.subject) }
        }
    }

    /// Writes how far the visitors' book is where no commit has taken that along yet. Only on the writer's thread, or when nothing is
    /// appended any more.
    func writeBookMark() throws {
        guard let mark = bookMark.due else { return }
        try environment.write { try BookMark.write(mark, to: tables, &$0) }
        bookMark.committed(mark)
    }

    /// Merges the rest of the index, so that the next start finds it whole. Only when nothing is appended any more.
    func settle() throws {
        do {
            try writeBookMark()
            try recent.settle(in: tables, of: environment)
        } catch let error as LMDBError where error == .mapFull {
            // A full map is no reason to end badly, nor is a full disk: the next start finds the rest of the index in the log.
        } catch let error as CommitFailure where error.cause == .mapFull {
        } catch  where CommitFailure.isWantOfRoom(error) {}
    }

    private func sign(_ frontier: Frontier, _ time: Instant?) -> Head {
        let root = frontier.root
        let text = Checkpoint(origin: signer.name, size: frontier.size, root: root).text
        return Head(size: frontier.size, root: root, recordedTime: time, checkpoint: signer.sign(text))
    }
}

/// A commit is on disk, and a key that it ordered to be destroyed is still there.
struct UnfinishedErasure: Error, CustomStringConvertible {
    let cause: any Error

    var description: String { "the commit is on disk, and a key that goes with it could not be destroyed: \(cause)" }
}

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
    /// Tells who follows that the end has moved.
    let followers = Followers<Subject>()
    private let clock: @Sendable () -> Instant
    private let state: Mutex<State>

    private struct State {
        var head: Head
        var frontier: Frontier
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

    /// Decides and commits submissions. Only the writer's thread calls it.
    func commit(_ submissions: [Submission]) throws -> [Result<[Appended], AppendError>] {
        let (head, frontier) = state.withLock { ($0.head, $0.frontier) }
        for submission in submissions {
            for erased in submission.erases { try keys.announce(erased.subject, by: submission.events[erased.event].id) }
        }
        // The clock may step back; recorded time does not, and no two commits share one, so that "known at" a time always
        // means the same events.
        let time = max(clock(), head.recordedTime?.adding(microseconds: 1) ?? clock())
        var commit = Commit(tables: tables, recent: recent, keys: keys, time: time, frontier: frontier)
        var newHead = head
        var merged: IndexMerge.Step?
        let answers = try environment.write { transaction in
            var answers: [Result<[Appended], AppendError>] = []
            answers.reserveCapacity(submissions.count)
            for submission in submissions { answers.append(try commit.decide(submission, &transaction)) }
            if commit.frontier.size > head.size {
                try commit.finish(&transaction)
                merged = recent.step(for: Int(commit.frontier.size - head.size))
                try merged?.write(to: tables, &transaction)
                newHead = sign(commit.frontier, time)
                try transaction.put(
                    Array(newHead.checkpoint.utf8), for: [UInt8](bigEndian: newHead.size), in: tables.checkpoints)
            }
            return answers
        }
        guard newHead.size > head.size else {
            try settleErasures(submissions, commit)
            return answers
        }
        recent.committed(commit.added, end: newHead.size, merged: merged)
        newest.add(commit.appended, from: head.size, recordedTime: time)
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

    /// Merges the rest of the index, so that the next start finds it whole. Only when nothing is appended any more.
    func settle() throws {
        do {
            while recent.gatherRest() {
                let step = recent.step(for: LedgerSettings.commitEvents)
                try environment.write { try step?.write(to: tables, &$0) }
                recent.committed(IndexEntries(), end: head.size, merged: step)
            }
        } catch let error as LMDBError where error == .mapFull {
            // A full map is no reason to end badly, nor is a full disk: the next start makes the rest of the index.
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

import Events
import LMDB
import NIOPosix
import Synchronization
import SystemPackage
import Transparency

/// The place where order is decided: one OS thread that owns every write transaction, and takes all that waits into one
/// commit.
final class Writer: Sendable {
    /// Makes one commit of these submissions and answers each, in order. Runs on the writer's thread only.
    typealias Committing = @Sendable ([Submission]) throws -> [Result<[Appended], AppendError>]

    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let commit: Committing
    private let journal: Journal?
    private let waitsForRoom: Bool
    /// Told once, when a commit failed and nobody can know what is on the disk.
    private let failed: @Sendable (any Error) -> Void
    private let queue: Mutex<Queue>

    private struct Waiting {
        let submission: Submission
        let answer: CheckedContinuation<[Appended], any Error>
    }

    /// What waits for its place in the journal.
    private struct Accepting {
        let submission: Submission
        let entry: JournalEntry
        let answer: CheckedContinuation<Void, any Error>
    }

    private struct Queue {
        var waiting: [Waiting] = []
        var events = 0
        var bytes = 0
        var accepting: [Accepting] = []
        /// What the journal holds for the log.
        var accepted: [Submission] = []
        /// When the first of it was accepted.
        var since: ContinuousClock.Instant?
        /// Whether the log had no room for it: then nothing more is accepted before it has.
        var isStuck = false
        /// Who waits for it to be committed.
        var settling: [CheckedContinuation<Void, Never>] = []
        var isBusy = false
        var isStopped = false

        var isSettled: Bool { accepted.isEmpty || isStuck || isStopped }
    }

    /// What was accepted is committed as soon as nothing waits for the journal, or somebody for the commit, and after so long at the
    /// latest.
    private static let lag = Duration.milliseconds(20)

    /// - Parameters:
    ///   - journal: where submissions are accepted; nil where each waits for its commit.
    ///   - accepted: what the journal holds from before.
    ///   - waitsForRoom: whether a commit for which there is no room on the disk is refused, and the next one tried.
    init(
        commit: @escaping Committing, journal: Journal?, accepted: [Submission], waitsForRoom: Bool,
        failed: @escaping @Sendable (any Error) -> Void
    ) {
        self.commit = commit
        self.journal = journal
        self.waitsForRoom = waitsForRoom
        self.failed = failed
        queue = Mutex(Queue())
        thread.start()
        guard !accepted.isEmpty else { return }
        queue.withLock { queue in
            queue.accepted = accepted
            wake(&queue)
        }
    }

    /// Waits for its turn and for the disk. Refuses at once when too much waits already.
    func append(_ submission: Submission) async throws -> [Appended] {
        try await withCheckedThrowingContinuation { answer in
            let refusal: AppendError? = queue.withLock { queue in
                if queue.isStopped { return .stopping }
                let fits =
                    queue.events + submission.events.count <= LedgerSettings.waitingEvents
                    && queue.bytes + submission.size <= LedgerSettings.waitingBytes
                guard fits || queue.waiting.isEmpty else { return .overloaded }
                queue.waiting.append(Waiting(submission: submission, answer: answer))
                queue.events += submission.events.count
                queue.bytes += submission.size
                wake(&queue)
                return nil
            }
            if let refusal { answer.resume(throwing: refusal) }
        }
    }

    /// Waits until the submission is on the disk, in the journal or in the log. From the journal it is committed in a moment, or at the
    /// next start.
    ///
    /// - Parameter now: about when it will be recorded.
    func accept(_ submission: Submission, at now: Instant) async throws {
        let entry = JournalEntry(submission, at: now)
        guard journal != nil, entry.bytes.count <= Journal.entryLimit, !queue.withLock(\.isStuck) else {
            _ = try await append(submission)
            return
        }
        try await withCheckedThrowingContinuation { (answer: CheckedContinuation<Void, any Error>) in
            let refusal: AppendError? = queue.withLock { queue in
                if queue.isStopped { return .stopping }
                if queue.isStuck { return .full }
                guard queue.accepting.count < LedgerSettings.waitingEvents else { return .overloaded }
                queue.accepting.append(Accepting(submission: submission, entry: entry, answer: answer))
                wake(&queue)
                return nil
            }
            if let refusal { answer.resume(throwing: refusal) }
        }
    }

    /// Whether the log has what was accepted, or no room for it.
    var isSettled: Bool { queue.withLock(\.isSettled) }

    /// Waits until the log has what was accepted, if it has room for it.
    func settle() async {
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            let isSettled = queue.withLock { queue in
                if queue.isSettled { return true }
                queue.settling.append(done)
                return false
            }
            if isSettled { done.resume() }
        }
    }

    private func wake(_ queue: inout Queue) {
        guard !queue.isBusy else { return }
        queue.isBusy = true
        thread.submit { [self] _ in work() }
    }

    /// Has something written between two commits, by which nobody waits. Where there is no room for it, it is left out.
    func betweenCommits(_ write: @escaping @Sendable () throws -> Void) {
        thread.submit { [self] state in
            guard state == .active else { return }
            do { try write() } catch let error as LMDBError where error == .mapFull {
            } catch let error as CommitFailure where error.cause == .mapFull {
            } catch  where CommitFailure.isWantOfRoom(error) {
            } catch { fail(error) }
        }
    }

    /// Events that wait.
    var depth: Int { queue.withLock { $0.events } }

    /// Takes nothing more, finishes what waits, and ends the thread.
    func stop() async throws {
        queue.withLock { $0.isStopped = true }
        try await thread.shutdownGracefully()
        if let journal, queue.withLock(\.accepted.isEmpty) { try journal.clear() }
    }

    /// What the thread does next.
    private enum Step {
        case accept([Accepting])
        case commit(accepted: [Submission], [Waiting])
    }

    private func work() {
        while let step = next() {
            do {
                switch step {
                case .accept(let accepting): try accept(accepting)
                case .commit(let accepted, let batch): try commit(accepted, batch)
                }
            } catch {
                if case .commit(_, let batch) = step {
                    for waiting in batch { waiting.answer.resume(throwing: AppendError.stopping) }
                }
                if case .accept(let accepting) = step {
                    for each in accepting { each.answer.resume(throwing: AppendError.stopping) }
                }
                fail(error)
                return
            }
        }
    }

    private func next() -> Step? {
        queue.withLock { queue in
            let isDue = !queue.settling.isEmpty || queue.since.map { .now - $0 >= Self.lag } ?? false
            if let journal, !queue.accepting.isEmpty, !isDue {
                let count = journal.room(for: queue.accepting.map(\.entry))
                if count > 0 {
                    let accepting = Array(queue.accepting.prefix(count))
                    queue.accepting.removeFirst(count)
                    return .accept(accepting)
                }
            }
            let batch = takeBatch(&queue)
            // Where the log had no room, it is tried again with the next that somebody waits for.
            if !batch.isEmpty || !queue.accepted.isEmpty && !queue.isStuck { return .commit(accepted: queue.accepted, batch) }
            queue.isBusy = false
            return nil
        }
    }

    private func accept(_ accepting: [Accepting]) throws {
        do { try journal?.write(accepting.map(\.entry)) } catch let error as Errno
            where waitsForRoom && (error == .noSpace || error == .diskQuotaExceeded)
        {
            // A file system that never writes over what is there needs room for that too.
            for each in accepting { each.answer.resume(throwing: AppendError.noRoom("\(error)")) }
            return
        }
        queue.withLock { queue in
            if queue.accepted.isEmpty { queue.since = .now }
            queue.accepted += accepting.map(\.submission)
        }
        for each in accepting { each.answer.resume() }
    }

    private func commit(_ accepted: [Submission], _ batch: [Waiting]) throws {
        let refusal: AppendError
        do {
            let answers = try commit(accepted + batch.map(\.submission))
            for case .failure(let error) in answers.prefix(accepted.count) { throw Unkept(cause: error) }
            settled(accepted.count)
            for (waiting, answer) in zip(batch, answers.dropFirst(accepted.count)) {
                waiting.answer.resume(with: answer.mapError { $0 as any Error })
            }
            return
        } catch let error as LMDBError where error == .mapFull {
            refusal = .full
        } catch let error as CommitFailure where error.cause == .mapFull {
            // A commit finds the map full while it makes room for its own list of free pages, before it writes any.
            refusal = .full
        } catch  where waitsForRoom && CommitFailure.isWantOfRoom(error) {
            refusal = .noRoom("\(error)")
        }
        if !accepted.isEmpty { stuck(refusal) }
        for waiting in batch { waiting.answer.resume(throwing: refusal) }
    }

    /// Takes note that the log has the first `count` of what was accepted: all of it, as nothing is accepted during a commit.
    private func settled(_ count: Int) {
        if count > 0 { journal?.restart() }
        let settling = queue.withLock { queue in
            queue.accepted.removeFirst(count)
            queue.since = nil
            queue.isStuck = false
            defer { queue.settling = [] }
            return queue.settling
        }
        for each in settling { each.resume() }
    }

    /// Takes note that the log has no room for what was accepted: it stays in the journal, and goes along with the next try.
    private func stuck(_ refusal: AppendError) {
        let (settling, accepting) = queue.withLock { queue in
            queue.since = nil
            queue.isStuck = true
            defer { (queue.settling, queue.accepting) = ([], []) }
            return (queue.settling, queue.accepting)
        }
        for each in settling { each.resume() }
        for each in accepting { each.answer.resume(throwing: refusal) }
    }

    private func takeBatch(_ queue: inout Queue) -> [Waiting] {
        // Nearly always all that waits fits one commit: then it is taken as it is.
        if queue.events <= LedgerSettings.commitEvents, queue.bytes <= LedgerSettings.commitBytes {
            var batch: [Waiting] = []
            swap(&batch, &queue.waiting)
            queue.events = 0
            queue.bytes = 0
            return batch
        }
        var count = 0
        var events = 0
        var bytes = 0
        for waiting in queue.waiting {
            guard count == 0 || events + waiting.submission.events.count <= LedgerSettings.commitEvents,
                count == 0 || bytes + waiting.submission.size <= LedgerSettings.commitBytes
            else { break }
            count += 1
            events += waiting.submission.events.count
            bytes += waiting.submission.size
        }
        let batch = Array(queue.waiting.prefix(count))
        queue.waiting.removeFirst(count)
        queue.events -= events
        queue.bytes -= bytes
        return batch
    }

    private func fail(_ error: any Error) {
        let rest = queue.withLock { queue in
            queue.isStopped = true
            defer { (queue.waiting, queue.accepting, queue.settling) = ([], [], []) }
            return queue
        }
        for waiting in rest.waiting { waiting.answer.resume(throwing: AppendError.stopping) }
        for each in rest.accepting { each.answer.resume(throwing: AppendError.stopping) }
        for each in rest.settling { each.resume() }
        failed(error)
    }
}

/// What was accepted was refused by the log.
private struct Unkept: Error, CustomStringConvertible {
    let cause: AppendError

    var description: String { "what the journal had accepted was refused by the log: \(cause)" }
}

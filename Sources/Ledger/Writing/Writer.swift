import Events
import LMDB
import NIOPosix
import Synchronization
import Transparency

/// The place where order is decided: one OS thread that owns every write transaction, and takes all that waits into one
/// commit.
final class Writer: Sendable {
    /// Makes one commit of these submissions and answers each, in order. Runs on the writer's thread only.
    typealias Committing = @Sendable ([Submission]) throws -> [Result<[Appended], AppendError>]

    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let commit: Committing
    private let waitsForRoom: Bool
    /// Told once, when a commit failed and nobody can know what is on the disk.
    private let failed: @Sendable (any Error) -> Void
    private let queue = Mutex(Queue())

    private struct Waiting {
        let submission: Submission
        let answer: CheckedContinuation<[Appended], any Error>
    }

    private struct Queue {
        var waiting: [Waiting] = []
        var events = 0
        var bytes = 0
        var isBusy = false
        var isStopped = false
    }

    /// - Parameter waitsForRoom: whether a commit for which there is no room on the disk is refused, and the next one tried.
    init(commit: @escaping Committing, waitsForRoom: Bool, failed: @escaping @Sendable (any Error) -> Void) {
        self.commit = commit
        self.waitsForRoom = waitsForRoom
        self.failed = failed
        thread.start()
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
                if !queue.isBusy {
                    queue.isBusy = true
                    thread.submit { [self] _ in work() }
                }
                return nil
            }
            if let refusal { answer.resume(throwing: refusal) }
        }
    }

    /// Has something written between two commits, by which nobody waits. Where there is no room for it, it is left out.
    func betweenCommits(_ write: @escaping @Sendable () throws -> Void) {
        thread.submit { [self] state in
            guard state == .active else { return }
            do { try write() } catch let error as LMDBError where error == .mapFull {
            } catch let error as CommitFailure where error.cause == .mapFull {
            } catch  where CommitFailure.isWantOfRoom(error) {
            } catch { fail([], error) }
        }
    }

    /// Events that wait.
    var depth: Int { queue.withLock { $0.events } }

    /// Takes nothing more, finishes what waits, and ends the thread.
    func stop() async throws {
        queue.withLock { $0.isStopped = true }
        try await thread.shutdownGracefully()
    }

    private func work() {
        while let batch = takeBatch() {
            do {
                let answers = try commit(batch.map(\.submission))
                for (waiting, answer) in zip(batch, answers) { waiting.answer.resume(with: answer.mapError { $0 as any Error }) }
            } catch let error as LMDBError where error == .mapFull {
                for waiting in batch { waiting.answer.resume(throwing: AppendError.full) }
            } catch let error as CommitFailure where error.cause == .mapFull {
                // A commit finds the map full while it makes room for its own list of free pages, before it writes any.
                for waiting in batch { waiting.answer.resume(throwing: AppendError.full) }
            } catch  where waitsForRoom && CommitFailure.isWantOfRoom(error) {
                for waiting in batch { waiting.answer.resume(throwing: AppendError.noRoom("\(error)")) }
            } catch {
                fail(batch, error)
                return
            }
        }
    }

    private func takeBatch() -> [Waiting]? {
        queue.withLock { queue in
            // Nearly always all that waits fits one commit: then it is taken as it is.
            if !queue.waiting.isEmpty, queue.events <= LedgerSettings.commitEvents, queue.bytes <= LedgerSettings.commitBytes {
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
            guard count > 0 else {
                queue.isBusy = false
                return nil
            }
            let batch = Array(queue.waiting.prefix(count))
            queue.waiting.removeFirst(count)
            queue.events -= events
            queue.bytes -= bytes
            return batch
        }
    }

    private func fail(_ batch: [Waiting], _ error: any Error) {
        let rest = queue.withLock { queue in
            queue.isStopped = true
            defer { queue.waiting = [] }
            return queue.waiting
        }
        for waiting in batch + rest { waiting.answer.resume(throwing: AppendError.stopping) }
        failed(error)
    }
}

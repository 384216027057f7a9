public import Events
import LMDB
import Transparency
import Waiting

/// The book of original entry: events in the order in which they were committed, none of them ever changed.
///
/// Guarantees: an append returns only when the events and their Merkle leaves are on disk in one committed transaction, and
/// their index entries are there or follow from it whatever happens; positions are dense and in the order of commits, so that
/// whoever has read up to N never finds something new below N; the same event posted again gets the first answer, for ever.
public final class Ledger: Sendable {
    let log: Log
    private let writer: Writer
    /// Held as long as the ledger is open, so that no other process opens it.
    private let lock: DirectoryLock

    private let keeper: CheckpointKeeper
    let witnessed: Cosigned
    /// How it was opened.
    public let settings: LedgerSettings
    /// What was accepted when it was opened; nil where there was nothing.
    public let rollback: Rollback?
    /// Whether the ledger had events when it was opened, and no checkpoint was in the second place: whether an older copy was put
    /// back was then not known.
    public let lacksSecondPlace: Bool

    init(
        log: Log, keeper: CheckpointKeeper, witnessed: Cosigned, settings: LedgerSettings, rollback: Rollback?,
        lacksSecondPlace: Bool, lock: DirectoryLock, journal: Journal?,
        failed: @escaping @Sendable (any Error) -> Void
    ) throws {
        self.log = log
        self.keeper = keeper
        self.witnessed = witnessed
        self.settings = settings
        self.rollback = rollback
        self.lacksSecondPlace = lacksSecondPlace
        self.lock = lock
        writer = Writer(
            commit: { submissions in
                let answers = try log.commit(submissions)
                let head = log.head
                keeper.keep(head.checkpoint, size: head.size)
                return answers
            }, journal: journal,
            accepted: try journal?.submissions(log.keys) ?? [], waitsForRoom: settings.waitsForRoom, failed: failed)
    }

    var keys: KeyRing { log.keys }

    /// The ledger's end as it stands.
    public var head: Head { log.head }

    /// The name in the first line of checkpoints.
    public var origin: String { log.signer.name }

    /// The key that checks checkpoints, as other tools read it.
    public var verifierKey: String { log.signer.verifier.text }

    /// The size of the checkpoint in the second place, and why the last try to write one failed.
    public var checkpointFile: (kept: UInt64?, failure: String?) { keeper.status }

    /// The checkpoint in the second place; nil where none is there.
    public func keptCheckpoint() -> String? { SecondPlace(path: settings.checkpointFile).note }

    /// Appends all events of a submission, or none.
    ///
    /// - Throws: `AppendError`; nothing has been kept then, save that after `.stopping` it is not known.
    public func append(_ submission: Submission) async throws -> [Appended] {
        if submission.events.isEmpty { return [] }
        await log.bookMark.settle()
        return try await writer.append(submission)
    }

    /// Accepts a submission: it is on the disk when this returns, and in the log in a moment, or after the next start.
    ///
    /// - Throws: `AppendError`, as `append` does.
    public func accept(_ submission: Submission) async throws {
        if !submission.events.isEmpty { try await writer.accept(submission, at: log.now) }
    }

    /// Whether the log has all that was accepted, or no room for it.
    var isSettled: Bool { writer.isSettled }

    /// Waits until the log has what was accepted before. Where it has no room for that, it is not waited for.
    public func settle() async { await writer.settle() }

    /// Keeps in its log from now on how far its visitors' book is, with each commit and at its end.
    public func keepMark(of book: Ledger) { log.bookMark.follow(book) }

    /// Has written how far the visitors' book is, where no commit has taken that along. Waits for nothing.
    public func writeBookMark() { writer.betweenCommits { [log] in try log.writeBookMark() } }

    /// What only who has the ledger's master key can write under a message: so what is kept outside of the log, and made from it,
    /// can be known again.
    package func tag(_ message: [UInt8]) -> [UInt8] { keys.tag(message) }

    /// Events waiting to be committed.
    public var waiting: Int { writer.depth }

    /// Keys in memory that no event on disk needs yet.
    package var keysWaiting: Int { keys.unkept }

    /// Bytes of the log's map in use, and its size.
    public var usage: (used: Int, size: Int) { log.environment.usage }

    /// Waits until the ledger has more than `size` events, and answers how many.
    public func size(beyond size: UInt64) async throws -> UInt64 {
        try await log.followers.size(beyond: size) { [log] in log.head.size }
    }

    /// Waits until the subject has an event at position `size` or beyond. Events of others do not end the wait.
    public func news(of subject: Subject, from size: UInt64) async throws {
        _ = try await log.followers.size(beyond: size, of: subject) { [self] in
            try positions(of: subject, from: size).last?.next.rawValue ?? 0
        }
    }

    /// Frees reader slots of processes that are gone; to be called now and then.
    public func clearStaleReaders() throws {
        try log.environment.clearStaleReaders()
        try keys.clearStaleReaders()
    }

    /// Takes nothing more, commits what waits, ends the writer's thread and wakes who follows.
    ///
    /// - Throws: the first error; what comes after it is stopped all the same.
    public func stop() async throws {
        var failures: [any Error] = []
        do { try await writer.stop() } catch { failures.append(error) }
        // The last mark is of all that was looked at.
        await log.bookMark.settle()
        do { try log.settle() } catch { failures.append(error) }
        do { try await keeper.stop() } catch { failures.append(error) }
        log.endFollowing()
        if let first = failures.first { throw first }
    }
}

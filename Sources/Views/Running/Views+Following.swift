import Events
import LMDB
import Ledger
public import NIOPosix
import Synchronization
import Transparency
import Waiting

extension Views {
    /// How long the runner lets events gather, where nothing else is said: folding each small commit on its own would cost more
    /// than the commit, and each stretch writes the pages at the ends of all persons' rows. While batches keep both processors busy
    /// half a stretch gathers, or a little more: who asks meanwhile folds them in some fifteen milliseconds.
    public static let usualGathering = Duration.milliseconds(60)

    /// How long the runner waits for room on a full disk before it tries again.
    private static let waiting = Duration.seconds(1)

    /// Follows the ledger until the task is cancelled or the ledger stops.
    ///
    /// - Parameters:
    ///   - thread: where the folding runs, so that it does not hold up requests.
    ///   - waitsForRoom: whether a full disk is waited out; else it ends the following.
    ///   - gathering: how long events gather. Who asks does not wait for it: ``reach(_:)``.
    public func follow(
        on thread: NIOThreadPool, waitsForRoom: Bool = false, gathering: Duration = Views.usualGathering
    ) async throws {
        while !Task.isCancelled {
            do { _ = try await thread.runIfActive { [self] in try foldOnce() } } catch
                where waitsForRoom
                && CommitFailure.isWantOfRoom(error)
            {
                try await Task.sleep(for: Self.waiting)
                continue
            }
            // A whole stretch that waits already has gathered. Who asks folds too, so the position may have passed that size.
            guard try await ledger.size(beyond: position) < position + UInt64(Folding.stretch) else { continue }
            try await Task.sleep(for: gathering)
        }
    }

    /// How many events the views may be behind before they are outrun: two full commits, and more than they ever are while batches
    /// of 500 keep both processors busy. They are a tenth of a second of folding where processors are free, and ten seconds where
    /// there is hardly one.
    public static let mostBehind: UInt64 = 16_000

    /// Whether the ledger grows faster than the views are folded, so that who asks would wait ever longer. Views that are made
    /// anew are behind for another reason, and for a time.
    ///
    /// - Parameter most: events that they may be behind.
    public func areOutrun(by most: UInt64 = Views.mostBehind) -> Bool {
        let (position, haveCaughtUp) = state.withLock { ($0.position, $0.haveCaughtUp) }
        return haveCaughtUp && ledger.head.size > position + most
    }

    /// How long a post waits for views that are outrun before it is refused.
    private static let patience = Duration.seconds(2)

    /// How often it looks whether they still are.
    private static let pause = Duration.milliseconds(10)

    /// Waits while the views are outrun: who posts in bulk is slowed down to what they can follow. False where they still are when
    /// patience ends.
    public func keepPace() async throws -> Bool {
        let end = ContinuousClock.now + Self.patience
        while areOutrun() {
            guard ContinuousClock.now < end else { return false }
            try await Task.sleep(for: Self.pause)
        }
        return true
    }

    /// Waits until everything below `size` is folded, so that everybody reads their own writes. Who asks right after a
    /// post does not wait for the runner, but folds the little that is missing.
    public func reach(_ size: UInt64) async throws {
        while true {
            let reached = position
            guard reached < size else { return }
            guard size - reached <= 2 * UInt64(Folding.stretch) else {
                _ = try await followers.size(beyond: size - 1) { [self] in position }
                return
            }
            // One at a time folds. The others wait without a thread: there are as many as cores, and all requests need them.
            if try folding.withLockIfAvailable({ _ in try fold() }) == true { continue }
            _ = try await followers.size(beyond: reached) { [self] in position }
        }
    }

    /// Folds the next stretch; false if there is nothing to fold. One at a time, in the ledger's order.
    func foldOnce() throws -> Bool { try folding.withLock { _ in try fold() } }

    private func fold() throws -> Bool {
        let start = position
        let size = ledger.head.size
        guard size > start else { return false }
        let folding = try Folding(Index.all, start..<min(size, start + UInt64(Folding.stretch)), in: ledger)
        let end = folding.end.rawValue
        let root = try ledger.root(at: end)?.array ?? []
        let restrictions = chain(folding.restrictions, after: state.withLock(\.restrictions))
        try environment.write { transaction in
            var mark = try mark(transaction.reading)
            try folding.write(to: { table($0, mark) }, &transaction)
            mark.position = end
            mark.root = root
            mark.versions = Views.versions
            try put(mark, vouchingFor: restrictions, &transaction)
        }
        state.withLock { state in
            state.position = end
            state.restrictions = restrictions
            if end == size { state.haveCaughtUp = true }
        }
        followers.tell(end)
        return true
    }
}

import Glibc
import NIOPosix
import Synchronization

/// Keeps the last checkpoint in a second place, on a thread of its own, so that no post waits for it. The file is behind
/// the ledger by a moment at most, and never ahead of it.
final class CheckpointKeeper: Sendable {
    let path: String
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let state = Mutex(State())

    /// Microseconds between two writes, at least.
    private static let pause: UInt32 = 200_000

    private struct State {
        var pending: (size: UInt64, note: String)?
        var kept: UInt64?
        var failure: String?
        var isBusy = false
        var isStopped = false
    }

    /// - Parameter kept: the size of the checkpoint that is there.
    init(path: String, kept: UInt64?) {
        self.path = path
        state.withLock { $0.kept = kept }
        thread.start()
    }

    /// The size of the checkpoint in the second place, and why the last try to write one failed.
    var status: (kept: UInt64?, failure: String?) { state.withLock { ($0.kept, $0.failure) } }

    /// Takes note of a checkpoint that was committed.
    func keep(_ note: String, size: UInt64) {
        state.withLock { state in
            guard size != state.kept || state.failure != nil else { return }
            state.pending = (size, note)
            guard !state.isBusy, !state.isStopped else { return }
            state.isBusy = true
            thread.submit { [self] _ in work() }
        }
    }

    /// Writes what is still to be written, and ends the thread.
    func stop() async throws {
        state.withLock { $0.isStopped = true }
        try await thread.shutdownGracefully()
        if let last = state.withLock({ $0.pending.take() }) { write(last) }
    }

    private func work() {
        while let next = take() {
            write(next)
            if !state.withLock(\.isStopped) { usleep(Self.pause) }
        }
    }

    private func take() -> (size: UInt64, note: String)? {
        state.withLock { state in
            if state.pending == nil { state.isBusy = false }
            return state.pending.take()
        }
    }

    private func write(_ next: (size: UInt64, note: String)) {
        do {
            try DurableFile.write(Array(next.note.utf8), to: path)
            state.withLock { state in
                state.kept = next.size
                state.failure = nil
            }
        } catch {
            // The ledger is whole without it; who watches is told.
            state.withLock { $0.failure = "\(path) cannot be written: \(error)" }
        }
    }
}

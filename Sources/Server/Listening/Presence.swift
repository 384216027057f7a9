import NIOCore
import Synchronization

/// Whether the client of a connection is still there. What is worked out for one that has left is broken off.
final class Presence: Sendable {
    /// That of the connection whose request is being answered.
    @TaskLocal static var current: Presence?

    private enum State {
        /// Nothing is worked out.
        case idle
        case working(breakOff: @Sendable () -> Void)
        case left
        /// The daemon stops, and closes the connection itself.
        case stopped
    }

    private let state = Mutex(State.idle)
    private let channel: any Channel
    private let hasRoom = Atomic(false)

    /// Bytes that the kernel keeps for a client that has asked for a long answer, at most, as far as it may (`net.core.wmem_max`).
    /// It reckons with twice as many for its own needs, and a thousand events fit.
    private static let room: SocketOptionValue = 512 << 10
    /// Bytes that the kernel keeps for a client anyhow, about.
    private static let usualRoom = 200 << 10

    /// - Parameter channel: what the client asks on; it has left once that is closed.
    init(on channel: any Channel) {
        self.channel = channel
        channel.closeFuture.whenComplete { [self] _ in leave() }
    }

    /// Has the kernel take an answer of `length` bytes as a whole where it is long, while the client still reads its beginning; else each
    /// waits for the other several times. Clients that only follow the ledger need no such room.
    func makeRoom(for length: Int?) {
        guard length ?? 0 > Self.usualRoom, !hasRoom.exchange(true, ordering: .relaxed) else { return }
        // Where it is refused the answer goes out in more steps.
        channel.setOption(.socketOption(.so_sndbuf), value: Self.room).whenFailure { _ in }
    }

    /// Whether nobody waits any more.
    var hasLeft: Bool {
        state.withLock { state in
            guard case .left = state else { return false }
            return true
        }
    }

    /// Works something out for as long as the client is there: on a connection one thing after the other.
    ///
    /// - Throws: what `work` throws where the task is cancelled or the client leaves.
    func awaiting<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let task = Task(executorPreference: globalConcurrentExecutor) { try await work() }
        begin { task.cancel() }
        defer { end() }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            stop()
            task.cancel()
        }
    }

    private func stop() {
        state.withLock { state in
            if case .left = state { return }
            state = .stopped
        }
    }

    private func begin(breakingOffBy breakOff: @escaping @Sendable () -> Void) {
        let isTooLate = state.withLock { state in
            switch state {
            case .left, .stopped: return true
            case .idle, .working:
                state = .working(breakOff: breakOff)
                return false
            }
        }
        if isTooLate { breakOff() }
    }

    private func end() {
        state.withLock { state in
            if case .working = state { state = .idle }
        }
    }

    private func leave() {
        let before = state.withLock { state in
            let before = state
            if case .stopped = before { return before }
            state = .left
            return before
        }
        if case .working(let breakOff) = before { breakOff() }
    }
}

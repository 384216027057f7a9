import Synchronization

/// Those who wait for something to grow: a ledger, or a view of it.
package final class Followers: Sendable {
    private let state = Mutex(State())

    package init() {}

    private struct State {
        var waiting: [UInt64: (beyond: UInt64, answer: CheckedContinuation<UInt64, any Error>)] = [:]
        var next: UInt64 = 0
        var ended = false
    }

    /// Waits until `current`, or what `tell` says, is more than `size`.
    package func size(beyond size: UInt64, current: @Sendable () -> UInt64) async throws -> UInt64 {
        let now = current()
        if now > size { return now }
        let ticket = state.withLock { state in
            state.next += 1
            return state.next
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { answer in
                let refused = state.withLock { state in
                    if state.ended || Task.isCancelled { return true }
                    state.waiting[ticket] = (size, answer)
                    return false
                }
                if refused { answer.resume(throwing: CancellationError()) }
                // The end may have moved between the look and the wait.
                let now = current()
                if now > size { tell(now) }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: ticket) }?.answer.resume(throwing: CancellationError())
        }
    }

    /// Says that there are `size` events now.
    package func tell(_ size: UInt64) {
        let ready = state.withLock { state in
            let ready = state.waiting.filter { $0.value.beyond < size }
            for ticket in ready.keys { state.waiting[ticket] = nil }
            return ready.values
        }
        for follower in ready { follower.answer.resume(returning: size) }
    }

    /// Wakes everybody with a cancellation.
    package func end() {
        let rest = state.withLock { state in
            state.ended = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for follower in rest { follower.answer.resume(throwing: CancellationError()) }
    }
}

import Synchronization

/// Those who wait for a number to grow: the size of a ledger or of a view, or which policy is in force. Some wait for a part of
/// what grows, which a key names, as the events of one subject; where there are no parts the key is `Never`.
package final class Followers<Key: Hashable & Sendable>: Sendable {
    private let state = Mutex(State())

    package init() {}

    private struct Waiter {
        let beyond: UInt64
        let answer: CheckedContinuation<UInt64, any Error>
    }

    private struct State {
        /// By the part they wait for; under nil, who waits for any growth. Apart, so that growth looks only at those it may
        /// concern.
        var waiting: [Key?: [UInt64: Waiter]] = [:]
        var next: UInt64 = 0
        var ended = false

        mutating func take(_ ticket: UInt64, _ part: Key?) -> Waiter? {
            let taken = waiting[part]?.removeValue(forKey: ticket)
            if waiting[part]?.isEmpty == true { waiting[part] = nil }
            return taken
        }

        /// Those under `part` who wait for no more than `size`.
        mutating func takeReady(_ part: Key?, _ size: UInt64) -> [Waiter] {
            guard let group = waiting[part] else { return [] }
            let rest = group.filter { $0.value.beyond >= size }
            waiting[part] = rest.isEmpty ? nil : rest
            return group.values.filter { $0.beyond < size }
        }
    }

    /// Waits until `current`, or what `tell` says, is more than `size`.
    ///
    /// - Parameters:
    ///   - size: what is known already.
    ///   - part: whose growth is waited for; that of others does not end the wait. nil for any.
    ///   - current: the number that counts: that of the part, where one is named.
    /// - Returns: the number then.
    /// - Throws: `CancellationError` where the task is cancelled or ``end()`` is called; what `current` throws.
    package func size(
        beyond size: UInt64, of part: Key? = nil, current: @Sendable () throws -> UInt64
    ) async throws -> UInt64 {
        let now = try current()
        if now > size { return now }
        let ticket = state.withLock { state in
            state.next += 1
            return state.next
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { answer in
                let refused = state.withLock { state in
                    if state.ended || Task.isCancelled { return true }
                    state.waiting[part, default: [:]][ticket] = Waiter(beyond: size, answer: answer)
                    return false
                }
                if refused { return answer.resume(throwing: CancellationError()) }
                // The end may have moved between the look and the wait.
                let now = Result { try current() }
                if case .success(let now) = now, now <= size { return }
                state.withLock { $0.take(ticket, part) }?.answer.resume(with: now)
            }
        } onCancel: {
            state.withLock { $0.take(ticket, part) }?.answer.resume(throwing: CancellationError())
        }
    }

    /// Says that the number is `size` now, and that no part has grown.
    package func tell(_ size: UInt64) { tell(size, of: EmptyCollection()) }

    /// Says that the number is `size` now.
    ///
    /// - Parameter parts: those that have grown.
    package func tell(_ size: UInt64, of parts: some Sequence<Key>) {
        let ready = state.withLock { state in
            var ready = state.takeReady(nil, size)
            if !state.waiting.isEmpty {
                for part in parts { ready += state.takeReady(part, size) }
            }
            return ready
        }
        for follower in ready { follower.answer.resume(returning: size) }
    }

    /// Wakes everybody with a cancellation.
    package func end() {
        let rest = state.withLock { state in
            state.ended = true
            defer { state.waiting = [:] }
            return state.waiting.values.flatMap(\.values)
        }
        for follower in rest { follower.answer.resume(throwing: CancellationError()) }
    }
}

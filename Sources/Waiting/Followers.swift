package import Events
import Synchronization

/// Those who wait for something to grow: a ledger, a subject's events in it, or a view of it.
package final class Followers: Sendable {
    private let state = Mutex(State())

    package init() {}

    private struct Waiter {
        let beyond: UInt64
        let answer: CheckedContinuation<UInt64, any Error>
    }

    private struct State {
        /// By the subject whose events they wait for; under nil, who waits for any event. Apart, so that growth looks only
        /// at those it may concern.
        var waiting: [Subject?: [UInt64: Waiter]] = [:]
        var next: UInt64 = 0
        var ended = false

        mutating func take(_ ticket: UInt64, _ subject: Subject?) -> Waiter? {
            let taken = waiting[subject]?.removeValue(forKey: ticket)
            if waiting[subject]?.isEmpty == true { waiting[subject] = nil }
            return taken
        }

        /// Those under `subject` who wait for no more than `size`.
        mutating func takeReady(_ subject: Subject?, _ size: UInt64) -> [Waiter] {
            guard let group = waiting[subject] else { return [] }
            let rest = group.filter { $0.value.beyond >= size }
            waiting[subject] = rest.isEmpty ? nil : rest
            return group.values.filter { $0.beyond < size }
        }
    }

    /// Waits until `current`, or what `tell` says, is more than `size`.
    ///
    /// - Parameters:
    ///   - size: what is known already.
    ///   - subject: whose events are waited for; others do not end the wait. nil for any.
    ///   - current: the size that counts: behind the subject's last event, where one is named.
    package func size(
        beyond size: UInt64, of subject: Subject? = nil, current: @Sendable () throws -> UInt64
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
                    state.waiting[subject, default: [:]][ticket] = Waiter(beyond: size, answer: answer)
                    return false
                }
                if refused { return answer.resume(throwing: CancellationError()) }
                // The end may have moved between the look and the wait.
                let now = Result { try current() }
                if case .success(let now) = now, now <= size { return }
                state.withLock { $0.take(ticket, subject) }?.answer.resume(with: now)
            }
        } onCancel: {
            state.withLock { $0.take(ticket, subject) }?.answer.resume(throwing: CancellationError())
        }
    }

    /// Says that there are `size` events now.
    ///
    /// - Parameter subjects: those that have new events.
    package func tell(_ size: UInt64, of subjects: some Sequence<Subject> = []) {
        let ready = state.withLock { state in
            var ready = state.takeReady(nil, size)
            if !state.waiting.isEmpty {
                for subject in subjects { ready += state.takeReady(subject, size) }
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

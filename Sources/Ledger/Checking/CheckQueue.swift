import Synchronization

/// Hands out stretches to workers in order, and gathers what they find, so that the first fault is the first there is.
final class CheckQueue<Outcome: Sendable>: Sendable {
    private let state: Mutex<State>
    private let count: Int

    private struct State {
        var next = 0
        var outcomes: [Outcome?]
        /// Outcomes there are without a gap from the start.
        var done = 0
        var fault: (index: Int, fault: any Error)?
    }

    init(count: Int) {
        self.count = count
        state = Mutex(State(outcomes: Array(repeating: nil, count: count)))
    }

    /// Runs `work` for each index on `workers` tasks.
    ///
    /// - Parameters:
    ///   - progress: told how many are done, from the first without a gap.
    ///   - makeState: makes what a worker keeps from one index to the next.
    /// - Throws: the fault of the least index that has one.
    func run<State>(
        workers: Int, progress: @escaping @Sendable (Int) -> Void, keeping makeState: @escaping @Sendable () -> State,
        work: @escaping @Sendable (Int, inout State) throws -> Outcome
    ) async throws -> [Outcome] {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<max(1, workers) {
                group.addTask {
                    var state = makeState()
                    while let index = self.take() { self.finish(index, Result { try work(index, &state) }, progress) }
                }
            }
        }
        let (outcomes, fault) = state.withLock { ($0.outcomes, $0.fault) }
        if let fault { throw fault.fault }
        return outcomes.compactMap { $0 }
    }

    /// The same for work that keeps nothing.
    func run(
        workers: Int, progress: @escaping @Sendable (Int) -> Void, work: @escaping @Sendable (Int) throws -> Outcome
    ) async throws -> [Outcome] {
        try await run(workers: workers, progress: progress, keeping: {}) { index, _ in try work(index) }
    }

    private func take() -> Int? {
        state.withLock { state in
            guard state.fault == nil, state.next < count else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    private func finish(_ index: Int, _ result: Result<Outcome, any Error>, _ progress: @Sendable (Int) -> Void) {
        state.withLock { state in
            switch result {
            case .success(let outcome): state.outcomes[index] = outcome
            case .failure(let error): if index < state.fault?.index ?? .max { state.fault = (index, error) }
            }
            let before = state.done
            while state.done < count, state.outcomes[state.done] != nil { state.done += 1 }
            // Told inside the lock, so that it never goes back.
            if state.done > before { progress(state.done) }
        }
    }
}

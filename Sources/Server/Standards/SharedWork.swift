import Synchronization

/// Work for whose result several may wait. It is cancelled when the last of them has left: nobody works for nobody, and who leaves
/// takes nothing from those who stay.
final class SharedWork<Result: Sendable>: Sendable {
    private let task: Task<Result, any Error>
    private let waiting = Mutex(0)

    init(_ task: Task<Result, any Error>) { self.task = task }

    var isCancelled: Bool { task.isCancelled }

    /// Its result. Whoever is cancelled meanwhile has left.
    func value() async throws -> Result {
        waiting.withLock { $0 += 1 }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            leave()
        }
    }

    private func leave() {
        let isLast = waiting.withLock { waiting in
            waiting -= 1
            return waiting == 0
        }
        if isLast { task.cancel() }
    }
}

import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// Runs a connection's tasks on the thread that reads and writes it, so that a small post changes threads only for the
/// ledger's writer.
final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // The job is run once, here, and by nobody else: what the loop takes it runs exactly once.
        loop.execute { [self] in unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// Bytes of a body that a loop may spend its time on. Other connections of the loop wait meanwhile.
    private static let shortBody = 16 << 10

    /// Answers a short post of events where it stands, and any other request away from the loop: what is asked with few bytes,
    /// as that all views be rebuilt, may take long, and tasks that it begins would stay on the loop with it. What only asks is
    /// broken off where the client leaves; what changes something is carried through.
    static func run(_ request: Request, _ answer: @escaping @Sendable () async throws -> Response) async throws -> Response {
        if request.method == .get || request.method == .head, let presence = Presence.current {
            return try await presence.awaiting(answer)
        }
        let length = request.headers[.contentLength].flatMap { Int($0) }
        guard request.method == .post, request.uri.path == "/v1/events", let length, length <= shortBody else {
            return try await withTaskExecutorPreference(globalConcurrentExecutor, operation: answer)
        }
        return try await answer()
    }
}

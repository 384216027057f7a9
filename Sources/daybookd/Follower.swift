import NIOPosix
import ServiceLifecycle
import Views

/// Keeps the views in step with the ledger, on a thread of its own.
struct Follower: Service {
    let views: Views
    /// Whether a full disk is waited out.
    var waitsForRoom = false
    /// How long events gather before they are folded.
    var gathering = Views.usualGathering

    func run() async throws {
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        do {
            try await cancelWhenGracefulShutdown {
                try await views.follow(on: thread, waitsForRoom: waitsForRoom, gathering: gathering)
            }
        } catch is CancellationError {}
        try await thread.shutdownGracefully()
    }
}

import Client
import JSON
import Rendering

/// Reads the daemon's stream of events, and takes it up again where it broke.
struct Following: Sendable {
    /// Attempts to reach a daemon that went away, at growing intervals: about five minutes in all.
    static let attempts = 40
    /// Seconds between two attempts, at most.
    static let longestWait = 10

    let client: DaybookClient
    let parameters: [(String, String)]
    let json: Bool
    let look: Look

    func run() async throws {
        var last: String?
        var failures = 0
        while !Task.isCancelled {
            do {
                let refused = try await client.stream("/v1/events", query: query(last), lastEventID: last) { event in
                    show(event)
                    last = event.id ?? last
                    failures = 0
                }
                if let refused {
                    let problem = Problem(refused)
                    guard problem.status == 503 else { throw problem }
                }
            } catch let error as ClientError {
                // A daemon that was never reached is out of reach; one that went away may come back.
                guard failures > 0 || last != nil || isBreak(error) else { throw error }
                guard failures < Self.attempts else { throw error }
            }
            guard !Task.isCancelled else { return }
            failures += 1
            if failures == 1 { Output.complain("The daemon ended the stream; waiting for it to come back.") }
            try await Task.sleep(for: .seconds(min(failures, Self.longestWait)))
        }
    }

    /// `Last-Event-ID` says where to go on, so the position asked for first would contradict it.
    private func query(_ last: String?) -> [(String, String)] {
        last == nil ? parameters : parameters.filter { $0.0 != "after" }
    }

    private func isBreak(_ error: ClientError) -> Bool {
        if case .closed = error { return true }
        return false
    }

    private func show(_ event: ServerSentEvent) {
        if json {
            Output.write(event.data + "\n")
        } else if let document = try? JSONDocument(Array(event.data.utf8)) {
            Output.write(EventLine.render(document.root, look: look))
        } else {
            Output.write(event.data + "\n")
        }
    }
}

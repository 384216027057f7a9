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
        var last = try await start()
        var failures = 0
        var wasReached = !parameters.contains { $0.0 == "after" }
        while !Task.isCancelled {
            do {
                let refused = try await client.stream("/v1/events", query: query, lastEventID: last) { event in
                    show(event)
                    wasReached = true
                    last = event.id ?? last
                    failures = 0
                }
                wasReached = true
                if let refused {
                    let problem = Problem(refused)
                    guard problem.status == 503 else { throw problem }
                }
            } catch let error as ClientError {
                // A daemon that was never reached is out of reach; one that went away may come back.
                guard wasReached, failures < Self.attempts else { throw error }
            }
            guard !Task.isCancelled else { return }
            failures += 1
            if failures == 1 { Output.complain("The daemon ended the stream; waiting for it to come back.") }
            try await Task.sleep(for: .seconds(min(failures, Self.longestWait)))
        }
    }

    /// The position to go on from: what was asked for, else the ledger's end as it is now, so that nothing is left out
    /// even if the stream breaks before its first event.
    private func start() async throws -> String? {
        if let after = parameters.first(where: { $0.0 == "after" }) { return after.1 }
        let answer = try await client.get("/v1/events", query: [("limit", "1")])
        guard answer.isSuccess else { throw Problem(answer) }
        guard let size = try Pages.read(answer.body)["basis"]?["size"]?.integer else {
            throw Failure(Failure.refused, "The daemon's answer does not say how many events there are.")
        }
        return String(size - 1)
    }

    /// `Last-Event-ID` says where to go on, so the position asked for first would contradict it.
    private var query: [(String, String)] { parameters.filter { $0.0 != "after" } }

    private func show(_ event: ServerSentEvent) {
        if json {
            Output.write(Array(event.data.utf8) + Output.lineEnd)
        } else if let document = try? JSONDocument(Array(event.data.utf8)) {
            Output.write(EventLine.render(document.root, look: look))
        } else {
            Output.write(event.data + "\n")
        }
    }
}

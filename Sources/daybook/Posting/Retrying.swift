import Client

/// Posts to a daemon that may be too busy at the moment.
enum Retrying {
    /// How often a daemon that is too busy is asked again.
    private static let attempts = 60
    /// Seconds between two tries at most.
    private static let longestWait = 30

    /// Posting twice does no harm, so a daemon that asks for patience gets it.
    static func post(
        _ client: DaybookClient, _ contentType: String, _ body: [UInt8], headers: [(String, String)] = []
    ) async throws -> Answer {
        var attempt = 1
        while true {
            let answer = try await client.post("/v1/events", contentType: contentType, body: body, headers: headers)
            guard answer.status == 503, attempt < attempts else { return answer }
            try await Task.sleep(for: .seconds(min(max(Problem(answer).retryAfter ?? 1, 1), longestWait)))
            attempt += 1
        }
    }
}

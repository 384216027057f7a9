import Client
import JSON
import Rendering

/// One question to the daemon, and how its answer is shown.
struct Question {
    /// Lines of a table, at most, where no limit is given: more than anybody reads.
    static let tableLimit = 2000

    var connection: Connection
    /// The path's segments.
    var path: [String]
    var parameters: [(String, String)]
    var asked: Asked
    /// The member that holds the answer's list; nil where the answer is one thing.
    var list: String?
    /// Whether one page was asked for, however much more there is.
    var onePage = false

    /// Asks, and shows the answer.
    func answer(_ page: (Reply, Look) -> String) async throws {
        guard !path.contains("") else { throw Failure(Failure.usage, "What is asked about is empty; give its reference.") }
        let client = connection.client
        let first = try await get(client, parameters)
        if connection.json {
            let rest = try await following(first, client, limit: .max).bodies
            Output.write((rest.isEmpty ? first.body : try Pages.joined([first.body] + rest, list: list ?? "")) + Output.lineEnd)
        } else {
            let (bodies, isCut) = try await following(first, client, limit: Self.tableLimit)
            let pages = try ([first.body] + bodies).map(Pages.read)
            Output.write(page(Reply(pages, asked: asked, isCut: isCut), Output.look))
        }
        await client.close()
    }

    private func get(_ client: DaybookClient, _ parameters: [(String, String)]) async throws -> Answer {
        let answer = try await client.get(PercentEncoding.target(path), query: parameters)
        guard answer.isSuccess else { throw Problem(answer) }
        return answer
    }

    /// The further pages, until there are none or `limit` entries are there.
    private func following(
        _ first: Answer, _ client: DaybookClient, limit: Int
    ) async throws -> (bodies: [[UInt8]], isCut: Bool) {
        guard let list else { return ([], false) }
        var bodies: [[UInt8]] = []
        var page = try Pages.read(first.body)
        // The cursor keeps the size that the first page rests on, whatever is posted meanwhile.
        let fixed = parameters.filter { $0.0 != "cursor" }
        var count = page[list]?.count ?? 0
        while let next = page["next"]?.string {
            guard !onePage, count < limit else { return (bodies, true) }
            let answer = try await get(client, fixed + [("cursor", next)])
            bodies.append(answer.body)
            page = try Pages.read(answer.body)
            count += page[list]?.count ?? 0
        }
        return (bodies, false)
    }
}

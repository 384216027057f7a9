import Client
import Events
import JSON

/// Finds returns that are in the ledger under the ids they had before a statement was named by itself. Imported again,
/// all that they say would stand there twice.
struct EarlierNames {
    let client: DaybookClient

    /// Which of `sources` are in under such ids, with the position of an event that shows it; none where nobody answers, or
    /// what was read of returns is not for the asker to see.
    func found(among sources: Set<String>) async throws -> [String: UInt64] {
        var found: [String: UInt64] = [:]
        var cursor: String?
        repeat {
            let more = cursor.map { [("cursor", $0)] } ?? []
            let query = [("subject", "service/ssda903"), ("type", "document.completed"), ("limit", "1000")] + more
            guard let answer = try? await client.get("/v1/events", query: query), answer.isSuccess else { break }
            let page = try Pages.read(answer.body)
            for event in page["events"].map({ Array($0.elements) }) ?? [] {
                guard let source = event["source"]?.string, sources.contains(source), found[source] == nil,
                    let id = event["id"]?.string, id.hasPrefix("table/"), StatementID(id) == nil
                else { continue }
                found[source] = event["sequence"]?.string.flatMap { UInt64($0) }
            }
            cursor = page["next"]?.string
        } while cursor != nil
        return found
    }
}

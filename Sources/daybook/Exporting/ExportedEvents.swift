import Client
import JSON

/// Reads the events of the ledger page by page, up to where it stood when it was first asked.
struct ExportedEvents {
    /// Events asked for at once.
    private static let page = 1_000

    private let client: DaybookClient
    private let since: UInt64
    /// The ledger's size when it was first asked; nil before.
    private(set) var size: UInt64?
    /// Events that the last reading left out, as who exports may not see them.
    private(set) var leftOut = 0

    init(_ client: DaybookClient, since: UInt64) {
        self.client = client
        self.since = since
    }

    /// Gives each event in order.
    mutating func each(_ take: (JSONValue) throws -> Void) async throws {
        var parameters = [("limit", String(Self.page))]
        if since > 0 { parameters.append(("after", String(since - 1))) }
        if let size { parameters.append(("at_size", String(size))) }
        var cursor: String?
        leftOut = 0
        repeat {
            let answer = try await client.get("/v1/events", query: parameters + (cursor.map { [("cursor", $0)] } ?? []))
            guard answer.isSuccess else { throw Problem(answer) }
            let read = try Pages.read(answer.body)
            if size == nil, let told = read["basis"]?["size"]?.integer {
                size = UInt64(max(0, told))
                // The cursor keeps it for the pages that follow; a second reading asks for it.
            }
            if let found = read["events"] { for event in found.elements { try take(event) } }
            leftOut += read["left_out"]?.integer.map(Int.init) ?? 0
            cursor = read["next"]?.string
        } while cursor != nil
    }
}

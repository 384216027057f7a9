import Client
import Events
import JSON

/// How `based_on` names entries: `SOURCE#ID` of each, by position.
struct EventNames {
    private var names: [UInt64: String] = [:]

    /// - Parameters:
    ///   - wanted: the positions of the entries. Of those that may not be seen no name is known.
    ///   - subject: on whose record most of them stand.
    init(_ wanted: Set<UInt64>, on subject: Subject, _ client: DaybookClient) async throws {
        guard !wanted.isEmpty else { return }
        // What is about the subject itself comes page by page, the few entries of others one by one.
        var cursor: String?
        repeat {
            let query = [("subject", subject.description), ("limit", "1000")] + (cursor.map { [("cursor", $0)] } ?? [])
            let answer = try await client.get(PercentEncoding.target(["v1", "events"]), query: query)
            // Who may review a case need not be allowed to read its record: their questions are not told apart by what raised them.
            if answer.status == Self.forbidden { return }
            guard answer.isSuccess else { throw Problem(answer) }
            let page = try Pages.read(answer.body)
            for event in page["events"]?.elements ?? JSONDocument.emptyObject.root.elements {
                if let (position, name) = Self.name(event), wanted.contains(position) { names[position] = name }
            }
            cursor = page["next"]?.string
        } while cursor != nil && names.count < wanted.count
        for position in wanted.sorted() where names[position] == nil {
            let answer = try await client.get(PercentEncoding.target(["v1", "events", String(position)]), query: [])
            guard answer.isSuccess else { continue }
            names[position] = Self.name(try Pages.read(answer.body))?.name
        }
    }

    private static let forbidden = 403

    subscript(_ position: UInt64) -> String? { names[position] }

    private static func name(_ event: JSONValue) -> (position: UInt64, name: String)? {
        guard let position = event["sequence"]?.string.flatMap({ UInt64($0) }), let source = event["source"]?.string,
            let id = event["id"]?.string
        else { return nil }
        return (position, "\(source)#\(id)")
    }
}

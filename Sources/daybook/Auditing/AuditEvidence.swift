import Client
import Events
import JSON

/// The entries that the machine found beside the questions of an audit, as `based_on` names them: what the auditor had before
/// them when they answered.
struct AuditEvidence {
    /// For each clause, `SOURCE#ID` of each entry, in the ledger's order.
    private(set) var byClause: [String: [String]] = [:]

    /// Entries that one answer names at most, the latest.
    private static let most = 100

    /// - Parameters:
    ///   - subject: whom or what is audited.
    ///   - questions: those that are answered.
    init(_ subject: Subject, _ questions: [AuditQuestion], _ client: DaybookClient) async throws {
        let wanted = Set(questions.flatMap { $0.evidence.suffix(Self.most) })
        guard !wanted.isEmpty else { return }
        var names: [UInt64: String] = [:]
        // What is about the subject itself comes page by page, the few entries of others one by one.
        var cursor: String?
        repeat {
            let query = [("subject", subject.description), ("limit", "1000")] + (cursor.map { [("cursor", $0)] } ?? [])
            let answer = try await client.get(PercentEncoding.target(["v1", "events"]), query: query)
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
        for question in questions {
            byClause[question.clause] = question.evidence.suffix(Self.most).compactMap { names[$0] }
        }
    }

    private static func name(_ event: JSONValue) -> (position: UInt64, name: String)? {
        guard let position = event["sequence"]?.string.flatMap({ UInt64($0) }), let source = event["source"]?.string,
            let id = event["id"]?.string
        else { return nil }
        return (position, "\(source)#\(id)")
    }
}

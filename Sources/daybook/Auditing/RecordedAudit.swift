import Client
import Events
import JSON

/// What one audit recorded so far: the ids of what it said of each matter, in order.
struct RecordedAudit {
    /// What an audit says something of.
    enum Matter: Hashable {
        case topic(AuditTopic)
        /// That it is done.
        case completion
    }

    private var ids: [Matter: [String]] = [:]

    init() {}

    /// - Parameters:
    ///   - events: what audits recorded of the subject, in the ledger's order.
    ///   - head: which audit.
    ///   - questions: those that arise of the subject.
    init(_ events: [JSONValue], of head: AuditForm.Head, asking questions: [AuditQuestion]) {
        for event in events {
            guard Self.belongs(event, to: head), let id = event["id"]?.string else { continue }
            if event["type"]?.says("audit.completed") == true { ids[.completion, default: []].append(id) }
            if let topic = Self.topic(of: event, asking: questions) { ids[.topic(topic), default: []].append(id) }
        }
    }

    /// What an answer was about; nil for another event.
    static func topic(of event: JSONValue, asking questions: [AuditQuestion]) -> AuditTopic? {
        guard event["type"]?.says("audit_answer.recorded") == true, let data = event["data"],
            let clause = data["clause_id"]?.string
        else { return nil }
        let basis = data["based_on"]?.elements.compactMap(\.string) ?? []
        let triggers = Set(questions.filter { $0.topic.clause == clause }.compactMap(\.topic.about))
        return AuditTopic(
            clause: clause, child: data["children"]?.elements.compactMap(\.string).first,
            about: basis.first(where: triggers.contains))
    }

    /// Whether an event is one of an audit.
    static func belongs(_ event: JSONValue, to head: AuditForm.Head) -> Bool {
        event["correlationid"]?.says(AuditEvents.id(ofAssignment: head)) == true
    }

    /// Whether the last thing said of a matter is this.
    func stands(_ text: String, of matter: Matter, _ head: AuditForm.Head) -> Bool {
        let said = ids[matter] ?? []
        return [text, Self.again(text, said.count - 1)].contains { AuditEvents.id($0, head) == said.last }
    }

    /// What tells the event that says `text` apart from others of the same audit: its words alone the first time; where
    /// something else was said since, also how many statements stand before it.
    func name(of text: String, about matter: Matter, _ head: AuditForm.Head) -> String {
        let said = ids[matter] ?? []
        let wordsAlone = AuditEvents.id(text, head)
        guard said.contains(wordsAlone), said.last != wordsAlone else { return text }
        return Self.again(text, stands(text, of: matter, head) ? said.count - 1 : said.count)
    }

    /// What audits recorded of a subject, in the ledger's order.
    static func events(of subject: Subject, _ client: DaybookClient) async throws -> [JSONValue] {
        let fixed = [("subject", subject.description), ("source", AuditEvents.source), ("limit", "1000")]
        var found: [JSONValue] = []
        var cursor: String?
        repeat {
            let answer = try await client.get(
                PercentEncoding.target(["v1", "events"]), query: fixed + (cursor.map { [("cursor", $0)] } ?? []))
            guard answer.isSuccess else { throw Problem(answer) }
            let page = try Pages.read(answer.body)
            found += page["events"].map { Array($0.elements) } ?? []
            cursor = page["next"]?.string
        } while cursor != nil
        return found
    }

    /// A NUL stands in no comment.
    private static func again(_ text: String, _ before: Int) -> String { "\(text)\u{0}\(before)" }
}

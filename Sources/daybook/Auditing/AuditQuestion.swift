import Client
import Events
import JSON
import Rendering

/// One question of an audit, with what the machine found: of a clause that is judged for each child, and for each time that
/// something calls for an answer, it is asked once for each.
struct AuditQuestion {
    let topic: AuditTopic
    let question: String
    /// The findings that raise it, in the order of the answer.
    let findings: [JSONValue]

    /// As pages show it.
    var item: AuditPage.Item { AuditPage.Item(clause: topic.clause, question: question, findings: findings) }

    /// Whether an auditor's answer stands for each time the clause applies, be it that the question does not arise.
    var isAnswered: Bool { item.isAnswered }

    /// The positions of what the machine found.
    var evidence: [UInt64] {
        let all = findings.flatMap { ($0["evidence"]?.elements).map { Array($0) } ?? [] }
        return Set(all.compactMap(\.integer).map { UInt64($0) }).sorted()
    }

    /// The questions of a pack that arise of a subject, in the pack's order.
    ///
    /// - Parameters:
    ///   - subject: whom or what is audited.
    ///   - parameters: of the question to the daemon, `pack` among them.
    static func all(
        of subject: Subject, pack: String, parameters: [(String, String)], _ client: DaybookClient
    ) async throws -> (questions: [AuditQuestion], answer: JSONValue) {
        let clauses = try await get(client, ["v1", "standards", pack], [])
        let path = ["v1", CheckVerb.folders[subject.kind] ?? "cases", subject.ref, "standards"]
        let answer = try await get(client, path, [("pack", pack), ("limit", "100000")] + parameters)
        var byClause: [String: [JSONValue]] = [:]
        for finding in answer["findings"]?.elements ?? JSONDocument.emptyObject.root.elements {
            // What an auditor found not to apply is an answer, and can be changed like any other.
            guard finding["check"]?.string != "computed",
                finding["status"]?.string != "not_applicable" || finding["answer"] != nil
            else { continue }
            byClause[finding["clause"]?.string ?? "", default: []].append(finding)
        }
        let triggers = byClause.values.flatMap { $0.compactMap(trigger) }
        let names = try await EventNames(Set(triggers), on: subject, client)
        var questions: [AuditQuestion] = []
        for clause in clauses["clauses"]?.elements ?? JSONDocument.emptyObject.root.elements {
            guard let id = clause["id"]?.string, let says = clause["says"]?.string, let findings = byClause[id] else { continue }
            var order: [AuditTopic] = []
            var byTopic: [AuditTopic: [JSONValue]] = [:]
            for finding in findings {
                let topic = AuditTopic(
                    clause: id, child: finding["child"]?.string, about: trigger(finding).flatMap { names[$0] })
                if byTopic[topic] == nil { order.append(topic) }
                byTopic[topic, default: []].append(finding)
            }
            questions += order.map { topic in
                AuditQuestion(
                    topic: topic, question: clause["audit_question"]?.string ?? says, findings: byTopic[topic] ?? [])
            }
        }
        return (questions, answer)
    }

    private static func get(
        _ client: DaybookClient, _ path: [String], _ parameters: [(String, String)]
    ) async throws -> JSONValue {
        let answer = try await client.get(PercentEncoding.target(path), query: parameters)
        guard answer.isSuccess else { throw Problem(answer) }
        return try Pages.read(answer.body)
    }

    /// The position of what called for an answer; nil where nothing did.
    private static func trigger(_ finding: JSONValue) -> UInt64? {
        finding["trigger"]?["position"]?.integer.flatMap { UInt64(exactly: $0) }
    }
}

import Client
import Events
import JSON
import Rendering

/// One question of an audit, with what the machine found.
struct AuditQuestion {
    let clause: String
    let says: String
    let question: String
    /// The findings of the clause, in the order of the answer.
    let findings: [JSONValue]

    /// Whether an auditor's answer stands for each time the clause applies, be it that the question does not arise.
    var isAnswered: Bool { findings.allSatisfy(AuditPage.isAnswered) }

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
            byClause[finding["clause"]?.string ?? "", default: []].append(finding)
        }
        var questions: [AuditQuestion] = []
        for clause in clauses["clauses"]?.elements ?? JSONDocument.emptyObject.root.elements {
            guard clause["check"]?.string != "computed", let id = clause["id"]?.string, let says = clause["says"]?.string,
                // What an auditor found not to apply is an answer, and can be changed like any other.
                let findings = byClause[id]?.filter({ $0["status"]?.string != "not_applicable" || $0["answer"] != nil }),
                !findings.isEmpty
            else { continue }
            questions.append(
                AuditQuestion(clause: id, says: says, question: clause["audit_question"]?.string ?? says, findings: findings))
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
}

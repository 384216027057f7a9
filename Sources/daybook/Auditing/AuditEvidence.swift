import Client
import Events

/// The entries that the machine found beside the questions of an audit, as `based_on` names them: what the auditor had before
/// them when they answered.
struct AuditEvidence {
    private let questions: [AuditQuestion]
    private let names: EventNames

    /// Entries that one answer names at most, the latest.
    private static let most = 100

    /// - Parameters:
    ///   - subject: whom or what is audited.
    ///   - questions: all that arise.
    ///   - topics: what is answered.
    init(
        _ subject: Subject, _ questions: [AuditQuestion], answering topics: [AuditTopic], _ client: DaybookClient
    ) async throws {
        self.questions = questions
        let answered = questions.filter { question in topics.contains { $0.covers(question.topic) } }
        names = try await EventNames(Set(answered.flatMap { $0.evidence.suffix(Self.most) }), on: subject, client)
    }

    /// What an answer is based on: what it is about first, then the latest entries beside the questions it answers, in the ledger's
    /// order. What it is not about, though another question of the clause is, is not among them.
    func basis(of topic: AuditTopic) -> [String] {
        let others = questions.filter { $0.topic.clause == topic.clause }.compactMap(\.topic.about)
        let answered = questions.filter { topic.covers($0.topic) }
        let found = Set(answered.flatMap { $0.evidence.suffix(Self.most) }).sorted().suffix(Self.most).compactMap { names[$0] }
        return [topic.about].compactMap(\.self) + found.filter { !others.contains($0) }
    }
}

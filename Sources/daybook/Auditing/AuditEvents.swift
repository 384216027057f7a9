import Events
import JSON
import Ledger

/// The events that record an audit: that it was assigned, each answer, and, where nothing is left open, that it is done.
///
/// Their ids follow from what they say, so that recording the same form twice adds nothing, and a changed answer is a new
/// event. What was said before and is said again after something else has its number in its id: a changed mind that changes
/// back is a statement of its own.
struct AuditEvents {
    let form: AuditForm
    /// Whether every question that arises is answered.
    let isWhole: Bool
    /// What this audit recorded before.
    let before: RecordedAudit
    /// What the machine found beside the questions.
    let evidence: AuditEvidence?
    /// When the answers are given.
    let now: Instant

    static let source = "/daybook/audit"

    init(
        form: AuditForm, isWhole: Bool, before: RecordedAudit = RecordedAudit(), evidence: AuditEvidence? = nil, now: Instant
    ) {
        self.form = form
        self.isWhole = isWhole
        self.before = before
        self.evidence = evidence
        self.now = now
    }

    /// The events that say what is not on record yet; that the audit was assigned may be, under its id.
    var all: [[UInt8]] {
        // An audit is something that is given out and done of cases and teams; of others there are answers alone.
        guard [.case, .team].contains(form.head.subject.kind) else { return newAnswers.map(answered) }
        let isKnown = before.stands(whole, of: .completion, form.head)
        return [assigned] + newAnswers.map(answered) + (isWhole && !isKnown ? [completed] : [])
    }

    /// Answers that are not what this audit says already.
    var newAnswers: [AuditForm.Answer] {
        form.answers.filter { !before.stands(Self.said($0), of: .topic($0.topic), form.head) }
    }

    var assigned: [UInt8] {
        event("audit.assigned", Self.assignment, form.head.started) { data in
            data.member("audit_type", form.head.kind)
            data.member("auditor", form.head.auditor)
        }
    }

    func answered(_ answer: AuditForm.Answer) -> [UInt8] {
        let said = before.name(of: Self.said(answer), about: .topic(answer.topic), form.head)
        return event("audit_answer.recorded", said, now) { data in
            data.member("clause_id", answer.topic.clause)
            data.member("answer", answer.answer)
            if let comment = answer.comment { data.member("comment", comment) }
            if let child = answer.topic.child { data.member("children", [child]) }
            let basis = evidence?.basis(of: answer.topic) ?? [answer.topic.about].compactMap(\.self)
            if !basis.isEmpty { data.member("based_on", basis) }
        }
    }

    /// What an answer says, as its event's id has it.
    static func said(_ answer: AuditForm.Answer) -> String { "\(answer.topic.text)/\(answer.answer)/\(answer.comment ?? "")" }

    /// That nothing is left open.
    var completed: [UInt8] {
        let said = before.name(of: whole, about: .completion, form.head)
        return event("audit.completed", said, now) { data in
            data.member("audit_type", form.head.kind)
            data.member("auditor", form.head.auditor)
            data.member("standards_checked", clauses)
            data.member(
                "standards_met",
                clauses.filter { clause in
                    form.answers.allSatisfy { $0.topic.clause != clause || $0.answer == "yes" }
                })
        }
    }

    /// The clauses that were answered, each once, in the order of the answers.
    private var clauses: [String] {
        var seen: Set<String> = []
        return form.answers.map(\.topic.clause).filter { seen.insert($0).inserted }
    }

    /// All that was answered, as the id of the completion has it.
    private var whole: String { "completed/" + form.answers.map { "\($0.topic.text)=\($0.answer)" }.joined(separator: ",") }

    /// The id of the event that says that an audit was assigned: it tells audits apart.
    static func id(ofAssignment head: AuditForm.Head) -> String { id(assignment, head) }

    private static let assignment = "assigned"

    static func id(_ what: String, _ head: AuditForm.Head) -> String {
        let name = [head.reference, head.pack, head.kind, head.auditor, head.started.description, what].joined(separator: "/")
        return hexadecimal(IDKey(EventReference(source: source, id: name)).bytes)
    }

    private func event(_ type: String, _ what: String, _ time: Instant, _ data: (inout JSONWriter) -> Void) -> [UInt8] {
        let head = form.head
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("specversion", "1.0")
            writer.member("id", Self.id(what, head))
            writer.member("source", Self.source)
            writer.member("type", type)
            writer.member("subject", head.subject.description)
            writer.member("time", time.description)
            // Ties the events of one audit together.
            writer.member("correlationid", Self.id(ofAssignment: head))
            writer.member("actor", head.auditor)
            writer.member("actorrole", head.role)
            writer.key("data")
            writer.object { data(&$0) }
        }
        return writer.bytes
    }
}

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

    static let source = "/daybook/audit"

    init(form: AuditForm, isWhole: Bool, before: RecordedAudit = RecordedAudit()) {
        self.form = form
        self.isWhole = isWhole
        self.before = before
    }

    /// All events; those that are on record already are among them, under their ids.
    var all: [[UInt8]] { [assigned] + form.answers.map(answered) + (isWhole ? [completed] : []) }

    /// Answers that are not what this audit says already.
    var newAnswers: Int { form.answers.count { !before.stands(Self.said($0), of: $0.clause, form.head) } }

    var assigned: [UInt8] {
        event("audit.assigned", Self.assignment) { data in
            data.member("audit_type", form.head.kind)
            data.member("auditor", form.head.auditor)
        }
    }

    func answered(_ answer: AuditForm.Answer) -> [UInt8] {
        let said = before.name(of: Self.said(answer), about: answer.clause, form.head)
        return event("audit_answer.recorded", said) { data in
            data.member("clause_id", answer.clause)
            data.member("answer", answer.answer)
            if let comment = answer.comment { data.member("comment", comment) }
        }
    }

    /// What an answer says, as its event's id has it.
    static func said(_ answer: AuditForm.Answer) -> String { "\(answer.clause)/\(answer.answer)/\(answer.comment ?? "")" }

    /// That nothing is left open.
    var completed: [UInt8] {
        let what = form.answers.map { "\($0.clause)=\($0.answer)" }.joined(separator: ",")
        let said = before.name(of: "completed/\(what)", about: RecordedAudit.completion, form.head)
        return event("audit.completed", said) { data in
            data.member("audit_type", form.head.kind)
            data.member("auditor", form.head.auditor)
            data.member("standards_checked", form.answers.map(\.clause))
            data.member("standards_met", form.answers.filter { $0.answer == "yes" }.map(\.clause))
        }
    }

    /// The id of the event that says that an audit was assigned: it tells audits apart.
    static func id(ofAssignment head: AuditForm.Head) -> String { id(assignment, head) }

    private static let assignment = "assigned"

    static func id(_ what: String, _ head: AuditForm.Head) -> String {
        let name = [head.reference, head.pack, head.kind, head.auditor, head.started.description, what].joined(separator: "/")
        return hexadecimal(IDKey(EventReference(source: source, id: name)).bytes)
    }

    private func event(_ type: String, _ what: String, _ data: (inout JSONWriter) -> Void) -> [UInt8] {
        let head = form.head
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("specversion", "1.0")
            writer.member("id", Self.id(what, head))
            writer.member("source", Self.source)
            writer.member("type", type)
            writer.member("subject", "case/\(head.reference)")
            writer.member("time", head.started.description)
            writer.member("actor", head.auditor)
            writer.member("actorrole", head.role)
            writer.key("data")
            writer.object { data(&$0) }
        }
        return writer.bytes
    }
}

import Events
import JSON
import Standards

/// What a pack is, in a list of packs: its clauses are counted.
struct PackAnswer: JSONWritable {
    let pack: Pack

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writeMembers(to: &writer)
            writer.member("clauses", pack.clauses.count)
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("id", pack.id)
        writer.member("title", pack.title)
        writer.member("effective_from", pack.effectiveFrom.description)
        for check in Clause.Check.allCases { writer.member(check.rawValue, pack.clauses.count { $0.check == check }) }
    }
}

/// What a clause says, and how it is told whether it was met.
struct ClauseAnswer: JSONWritable {
    let clause: Clause

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", clause.id)
            writer.member("says", clause.says)
            writer.member("kind", clause.kind.rawValue)
            writer.member("check", clause.check.rawValue)
            writer.member("shape", clause.shape.rawValue)
            writer.member("subject", clause.subject.rawValue)
            writer.member("source", clause.source)
            writer.member("responsible", clause.responsible)
            writer.member("effective_from", clause.effectiveFrom.description)
            writer.member("audit_question", clause.auditQuestion)
            writer.member("decided", clause.decided)
        }
    }
}

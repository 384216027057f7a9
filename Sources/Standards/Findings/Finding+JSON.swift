public import Events
public import JSON

extension Finding: JSONWritable {
    /// As the contract has it, with what else there is to know.
    public func write(to writer: inout JSONWriter) { writer.object { writeMembers(to: &$0) } }

    /// The members of that object, for an answer that says more beside them.
    public func writeMembers(to writer: inout JSONWriter) {
        commonPart.writeMembers(to: &writer, subject)
        writeOwnMembers(to: &writer)
    }

    /// What all findings of the clause have in common.
    public var commonPart: CommonPart { CommonPart(rule: rule) }

    /// What all findings of a clause have in common: one reference, for whoever keeps very many findings.
    public struct CommonPart: Sendable {
        let rule: CompiledClause

        /// The members that every finding of the clause about `subject` begins with.
        public func writeMembers(to writer: inout JSONWriter, _ subject: Subject) {
            writer.member("clause", rule.clause.id)
            writer.member("says", rule.clause.says)
            writer.member("check", rule.clause.check.rawValue)
            writer.member("subject", subject.description)
        }
    }

    /// The members that come after those of ``commonPart``.
    public func writeOwnMembers(to writer: inout JSONWriter) {
        if let child { writer.member("child", child) }
        if let placement { writer.member("placement", placement) }
        writer.member("status", status.rawValue)
        writer.member("trigger", trigger)
        if let period { writer.member("period", period) }
        writer.member("due", due?.description)
        writer.member("done", done?.description)
        if let lateBy {
            writer.key("late_by")
            writer.object {
                $0.member("value", lateBy.amount)
                $0.member("unit", lateBy.unit.rawValue)
            }
        }
        writer.key("evidence")
        writer.array { for position in evidence { $0.integer(position.rawValue) } }
        if !inferred.isEmpty { writer.member("inferred", inferred) }
        writer.member("limit_used", limitUsed)
        if !lacking.isEmpty { writer.member("lacking", lacking) }
        if !lackingFields.isEmpty { writer.member("lacking_fields", lackingFields.map(\.description)) }
        if let count {
            writer.key("count")
            writer.object {
                $0.member("found", count.found)
                $0.member("wanted", count.wanted)
            }
        }
        if let measure { writer.member("measure", measure) }
        if !doubts.isEmpty { writer.member("reasons", doubts.map(\.description)) }
        if let note, case .replaced(let other) = note { writer.member("replaced_by", other) }
        if let note, case .forecast = note { writer.member("forecast", true) }
        if isAdvisory { writer.member("advisory", true) }
        if let answer { writer.member("answer", answer) }
        if !blanks.isEmpty { writer.member("blank", blanks) }
        writer.member("because", because)
        if let changedBy { writer.member("changed_by", changedBy) }
    }
}

extension Finding.Mention: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("position", position.rawValue)
            $0.member("type", type)
            $0.member("time", timeText)
            if let precision { $0.member("timeprecision", precision.rawValue) }
        }
    }
}

extension Finding.Period: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("from", from?.description)
            $0.member("through", through?.description)
        }
    }
}

extension Finding.InferredLink: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("event", event.rawValue)
            $0.key("candidates")
            $0.array { for position in candidates { $0.integer(position.rawValue) } }
        }
    }
}

extension Finding.AuditAnswer: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("position", event.position.rawValue)
            $0.member("time", event.timeText)
            $0.member("answer", answer)
            $0.member("met", isMet)
            $0.member("actor", by)
            $0.member("comment", comment)
            $0.key("earlier")
            $0.array { for position in earlier { $0.integer(position.rawValue) } }
        }
    }
}

extension Finding.BlankSwitch: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("field", field.description)
            $0.member("blank", blank)
            $0.member("of", total)
        }
    }
}

extension Finding.Change: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("correction", correction.rawValue)
            $0.key("before")
            $0.object {
                $0.member("status", status.rawValue)
                $0.member("due", due?.description)
                $0.member("done", done?.description)
            }
        }
    }
}

extension LimitUsed: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            if let span {
                $0.member("value", span.value)
                $0.member("unit", span.unit.rawValue)
            }
            $0.member("direction", direction.rawValue)
            switch origin {
            case .standard: $0.member("from", "standard")
            case .parameter(let name, let source):
                $0.member("from", "parameter")
                $0.member("parameter", name)
                $0.member("source", source)
            case .plan(let position):
                $0.member("from", "plan")
                $0.member("position", position.rawValue)
            case .agreed(let position):
                $0.member("from", "agreed")
                $0.member("position", position.rawValue)
            case .record(let position, let field):
                $0.member("from", "record")
                $0.member("position", position.rawValue)
                $0.member("field", field)
            }
        }
    }
}

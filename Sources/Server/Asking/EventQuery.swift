import Events
import JSON
import Practice
import Wire

/// Which events are asked for.
struct EventQuery {
    let subject: Subject?
    let type: String?
    let actor: String?
    let source: String?
    let from: Instant?
    let to: Instant?

    static let parameters = ["subject", "type", "actor", "source", "from", "to"]

    init(_ query: QueryReader) throws(Problem) {
        if let text = try query.text("subject") {
            guard let subject = Subject(text) else {
                throw .badQuery("subject is case/REF, worker/REF, team/REF or service/REF.")
            }
            self.subject = subject
        } else {
            subject = nil
        }
        type = try query.text("type")
        actor = try query.text("actor")
        source = try query.text("source")
        let period = try query.period()
        (from, to) = (period.from, period.to)
    }

    /// Whether an event with these attributes is asked for. None of those it looks at is ever sealed.
    func matches(_ attributes: Attributes) -> Bool {
        if let subject, subject != attributes.subject { return false }
        if let type, type != attributes.type { return false }
        if let actor, actor != attributes.actor { return false }
        if let source, source != attributes.source { return false }
        if let from, attributes.time.instant < from { return false }
        if let to, attributes.time.instant > to { return false }
        return true
    }
}

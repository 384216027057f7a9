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
        actor = try query.words("actor")
        source = try query.text("source")
        let period = try query.period()
        (from, to) = (period.from, period.to)
    }

    /// Whether all that one subject has is asked for.
    var isOfWholeSubject: Bool {
        subject != nil && type == nil && actor == nil && source == nil && from == nil && to == nil
    }

    func matches(_ event: RecordedHeader) -> Bool {
        if let subject, subject != event.subject { return false }
        if let type, type != event.type { return false }
        if let actor, actor != event.actor { return false }
        if let source, source != event.source { return false }
        guard from != nil || to != nil else { return true }
        guard let time = event.time else { return false }
        return from.map { $0 <= time } ?? true && to.map { time <= $0 } ?? true
    }
}

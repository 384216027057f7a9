import Events
import JSON
import Practice
import Retention

/// One case in the list of what is due.
struct RetentionEntry: JSONWritable {
    let subject: Subject
    let schedule: String
    let keptUntil: Day?
    let because: String
    let status: String
    let hold: Hold?

    /// Nil where nothing is due.
    init?(_ subject: Subject, _ verdict: RetentionVerdict, _ hold: Hold?) {
        self.subject = subject
        self.hold = hold
        switch verdict {
        case .kept: return nil
        case .due(let schedule, let until, let reason):
            (self.schedule, keptUntil, because) = (schedule, until, reason)
            status = hold == nil ? "due" : "held"
        case .cannotTell(let schedule, let reason):
            (self.schedule, keptUntil, because) = (schedule, nil, reason)
            status = "cannot_tell"
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("case", subject.ref)
            writer.member("schedule", schedule)
            writer.member("keep_until", keptUntil?.description)
            writer.member("because", because)
            writer.member("status", status)
            writer.member("held_by", hold?.heldBy)
            writer.member("hold_reasons", hold?.reasons)
        }
    }
}

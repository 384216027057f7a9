import Events
import JSON

/// What somebody did about a decision: oversight, and what else is told by who, when and with what outcome.
struct Act: JSONWritable {
    let record: Record
    let index: Int

    init(_ record: Record, _ index: Int) {
        self.record = record
        self.index = index
    }

    private static let fields = [
        "topics", "outcome", "management_direction", "decision", "reasons", "manager_level", "oversight_source", "safety_effect",
        "assessment_type", "manager_view", "supervision_type", "formality", "ending", "challenge_type", "problem", "summary",
    ]

    func write(to writer: inout JSONWriter) {
        writer.object { writeMembers(to: &$0) }
    }

    func writeMembers(to writer: inout JSONWriter) {
        let event = record.events[index]
        writer.member("position", event.position.rawValue)
        writer.member("type", event.attributes.type)
        writer.member("time", event.attributes.timeText)
        writer.precision(of: event)
        writer.member("enteredtime", event.attributes.enteredTime?.utc)
        event.author.write(to: &writer)
        writer.fields(Self.fields, of: event)
        writer.member("corrected_by", positions: record.positions(record.standing(index).putRightBy))
        let withdrawals = record.standing(index).withdrawnBy
        if !withdrawals.isEmpty { writer.member("withdrawn_by", positions: record.positions(withdrawals)) }
    }
}

/// A challenge with how it ended.
struct ChallengeAnswer: JSONWritable {
    let record: Record
    let raised: Int
    /// In order of time; the last one says how it ended.
    let resolved: [Int]

    func write(to writer: inout JSONWriter) {
        let event = record.events[raised]
        writer.object { writer in
            writer.member("position", event.position.rawValue)
            writer.member("time", event.attributes.timeText)
            writer.precision(of: event)
            event.author.write(to: &writer)
            writer.fields(["challenge_type", "stage", "problem", "grounds", "action_sought", "response_due_on"], of: event)
            writer.member("outcome", raw: resolved.last.flatMap { record.events[$0]["outcome"] })
            writer.member("resolved", resolved.last.map { Resolution(event: record.events[$0]) })
            if resolved.isEmpty { writer.member("absence", "no resolution is recorded") }
            writer.member("resolutions", resolved.map { Resolution(event: record.events[$0]) })
        }
    }
}

/// How a challenge or complaint ended, or what became of it.
struct Resolution: JSONWritable {
    let event: Event

    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("position", event.position.rawValue)
            $0.member("type", event.attributes.type)
            $0.member("time", event.attributes.timeText)
            $0.precision(of: event)
            event.author.write(to: &$0)
            $0.fields(
                ["outcome", "resolved", "stage", "change", "complaint_stage", "response_due_on", "summary", "reasons"], of: event)
        }
    }
}

/// A complaint that names a decision, with its answer.
struct ComplaintAnswer: JSONWritable {
    let record: Record
    let received: Int
    let answers: [Int]

    func write(to writer: inout JSONWriter) {
        let event = record.events[received]
        let answer = answers.last { record.events[$0].attributes.type == "complaint.responded" }
        writer.object { writer in
            writer.member("position", event.position.rawValue)
            writer.member("time", event.attributes.timeText)
            writer.precision(of: event)
            event.author.write(to: &writer)
            writer.fields(["complaint_stage", "complainant_role", "summary", "desired_outcome"], of: event)
            writer.member("outcome", raw: answer.flatMap { record.events[$0]["outcome"] })
            if answer == nil { writer.member("absence", "no answer is recorded") }
            writer.member("resolutions", answers.map { Resolution(event: record.events[$0]) })
        }
    }
}

/// How a decision stopped being in force.
struct EndAnswer: JSONWritable {
    let record: Record
    let index: Int

    func write(to writer: inout JSONWriter) {
        let event = record.events[index]
        writer.object {
            $0.member("position", event.position.rawValue)
            $0.member("ending", raw: event["ending"])
            $0.member("reasons", raw: event["reasons"])
            $0.member("time", event.attributes.timeText)
            $0.precision(of: event)
            $0.member("effective_from", raw: event["effective_from"])
            event.author.write(to: &$0)
            $0.member("superseded_by", record.superseding(index).map { record.events[$0].position.rawValue })
        }
    }
}

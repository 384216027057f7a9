public import Events
public import JSON

/// One line of a chronology: something that mattered, why, who says so, and which entries it rests on.
public struct ChronologyEntry: Sendable {
    /// Who put a line in the chronology.
    public enum Chooser: Hashable, Sendable {
        /// A rule of the catalogue.
        case rule
        /// The person who marked the event, or entered the line by hand.
        case person(id: String, name: String?, role: String?)
    }

    /// Why a line is there, and who says so.
    public struct Reason: Hashable, Sendable {
        public let significance: String
        public let chosenBy: Chooser
        /// The earlier statement that it was said of, where it was not of the present one.
        var saidOf: Position?
    }

    /// An entry that was chosen by hand for a thing that has its line already.
    struct ByHand: Sendable {
        let event: Event
        let description: String?
    }

    /// The entry that states the thing now.
    public let event: Event
    /// When it happened; for a line entered by hand, the start of the day it names.
    public let instant: Instant
    let timeText: String
    let precision: TimePrecision
    /// What happened, in plain words.
    public let text: String
    /// At least one; a person's own words come first.
    public let reasons: [Reason]
    /// All entries it rests on: the event itself first, then what it is based on, what corrects it, what it restates.
    public let sourcePositions: [Position]
    /// What it rests on that is not here, as its source names it, and why it is not.
    let sourcesNotHere: [(reference: EventReference, absence: String)]
    /// Whose files those of its sources stand on that are not on this record.
    public let sourcesElsewhere: [Subject]
    /// Earlier statements of the same thing, with what they said.
    let earlier: [(position: Position, text: String)]
    let byHand: [ByHand]
    public let correctedBy: [Position]
    /// Withdrawals that stand; the line stays in view.
    public let withdrawnBy: [Position]
    /// Whose file the present statement stands on, where this record's own is stated anew on another: then nothing of it stands
    /// here.
    public let restatedOn: Subject?
    public let contradicts: [Position]
}

extension ChronologyEntry: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("position", event.position.rawValue)
            writer.member("type", event.attributes.type)
            writer.member("time", timeText)
            writer.member("timeprecision", precision.rawValue)
            writer.member("event", text)
            writer.member("significance", reasons.first?.significance)
            var choosers: [Chooser] = []
            for reason in reasons where !choosers.contains(reason.chosenBy) { choosers.append(reason.chosenBy) }
            writer.member("chosen_by", choosers)
            writer.member("reasons", reasons)
            writer.member("source_positions", positions: sourcePositions)
            if !sourcesNotHere.isEmpty {
                writer.key("sources_not_here")
                writer.array { writer in
                    for source in sourcesNotHere {
                        writer.object {
                            $0.member("reference", source.reference.description)
                            $0.member("absence", source.absence)
                        }
                    }
                }
            }
            if !event.children.isEmpty { writer.member("children", event.children) }
            if !earlier.isEmpty {
                writer.key("earlier")
                writer.array { writer in
                    for statement in earlier {
                        writer.object {
                            $0.member("position", statement.position.rawValue)
                            $0.member("event", statement.text)
                        }
                    }
                }
            }
            if !byHand.isEmpty { writer.member("entered_by_hand", byHand) }
            writer.member("corrected_by", positions: correctedBy)
            writer.member("withdrawn_by", positions: withdrawnBy)
            writer.member("withdrawn", !withdrawnBy.isEmpty)
            if let restatedOn {
                writer.member("restated", true)
                writer.member("restated_on", restatedOn.description)
            }
            writer.member("contradicts", positions: contradicts)
        }
    }
}

extension ChronologyEntry.Chooser: JSONWritable {
    /// Writes `"rule"`, or who it was.
    public func write(to writer: inout JSONWriter) {
        switch self {
        case .rule: writer.string("rule")
        case .person(let id, let name, let role):
            writer.object {
                $0.member("id", id)
                $0.member("name", name)
                $0.member("role", role)
            }
        }
    }
}

extension ChronologyEntry.Reason: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("significance", significance)
            $0.member("chosen_by", chosenBy)
            if let saidOf { $0.member("said_of", saidOf.rawValue) }
        }
    }
}

extension ChronologyEntry.ByHand: JSONWritable {
    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("position", event.position.rawValue)
            $0.member("event_date", raw: event["event_date"])
            $0.member("description", description)
            event.author.write(to: &$0)
        }
    }
}

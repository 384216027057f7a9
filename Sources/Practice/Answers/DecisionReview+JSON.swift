import Events
public import JSON

extension DecisionReview: JSONWritable {
    /// Writes `{"decision":{…},"cited":[…],"known_then":[…],"arrived_later":[…],"oversight":[…],"challenges":[…],…}`.
    public func write(to writer: inout JSONWriter) {
        writer.object { writeMembers(to: &$0) }
    }

    /// Writes the members of that object, so that a basis can stand beside them.
    public func writeMembers(to writer: inout JSONWriter) {
        let record = lines.record
        writeDecision(to: &writer)
        writeCited(to: &writer)
        writer.member("known_basis", basis.rawValue)
        writer.key("known_then")
        writer.array { writer in
            for index in knownThen {
                writer.object { writer in
                    lines.entry(index).writeMembers(to: &writer)
                    writeOrder(index, to: &writer)
                }
            }
        }
        writer.key("arrived_later")
        writer.array { writer in
            for index in arrivedLater {
                writer.object { writer in
                    lines.entry(index).writeMembers(to: &writer)
                    writeOrder(index, to: &writer)
                    writeDelay(index, to: &writer)
                }
            }
        }
        writer.member("oversight", decision.oversight.map { Act(record, $0) })
        writer.member(
            "challenges",
            decision.challenges.map { ChallengeAnswer(record: record, raised: $0.raised, resolved: $0.resolved) })
        writer.member(
            "complaints",
            decision.complaints.map { ComplaintAnswer(record: record, received: $0.received, answers: $0.answers) })
        if !decision.setAside.isEmpty { writer.member("set_aside", decision.setAside.map { Act(record, $0) }) }
        writer.member("changes", changes)
        writeNextOversight(to: &writer)
        writer.member("absences", absences)
    }

    /// Where an entry is of a later day than the decision, or may be, that it is.
    private func writeOrder(_ index: Int, to writer: inout JSONWriter) {
        let isLater = lines.record.events[index].isLater(than: decision.event)
        if isLater != false { writer.member("happened", isLater == true ? "later" : "perhaps_later") }
    }

    /// How much later than the decision an entry was told.
    private func writeDelay(_ index: Int, to writer: inout JSONWriter) {
        let days = daysAfter(index)
        let how = telling(of: index).rawValue
        writer.member("days_after", days)
        writer.member(
            "after", days > 0 ? "\(how) \(Plain.count(days, "day")) after the decision" : "\(how) later on the same day")
    }

    /// Given whether or not the source has them, so that what is missing shows as missing.
    private static let always = [
        "options", "child_views", "weight_given", "wishes_followed", "wishes_not_followed_reason", "authority",
        "authorised_by_role", "effective_from", "risk_level",
    ]

    private static let given = [
        "endorsed_by_role", "safety_effect", "level_of_service", "family_views", "parent_views", "child_own_words",
        "considered", "informed_by", "involved", "involvement_reason_not", "discussed_with_roles", "bottom_lines",
        "no_bottom_lines", "explanation_given", "told_roles", "shaped_by_reflection", "panel", "route", "action_taken", "stage",
        "significance",
    ]

    private func writeDecision(to writer: inout JSONWriter) {
        let event = decision.event
        writer.key("decision")
        writer.object { writer in
            decision.writeMembers(to: &writer)
            for name in Self.always { writer.member(name, raw: event[name]) }
            writer.fields(Self.given, of: event)
            writer.key("views_cited")
            writer.array { writer in
                for index in cited.compactMap(\.index) {
                    let source = lines.record.events[index]
                    let fields = (Self.childViews + Self.familyViews + ["views"]).filter { source[$0] != nil }
                    guard !fields.isEmpty else { continue }
                    writer.object {
                        $0.member("position", source.position.rawValue)
                        $0.fields(fields, of: source)
                    }
                }
            }
        }
    }

    private func writeCited(to writer: inout JSONWriter) {
        let record = lines.record
        writer.key("cited")
        writer.array { writer in
            for target in cited {
                writer.object { writer in
                    switch target {
                    case .here(let index):
                        lines.entry(index).writeMembers(to: &writer)
                        writer.member("known_then", isKnownThen(index))
                        if !isKnownThen(index) { writeDelay(index, to: &writer) }
                    case .elsewhere(let reference):
                        writer.member("reference", reference.description)
                        writer.member("absence", record.absence(of: reference))
                    }
                }
            }
        }
    }

    /// What happened to the decision afterwards, in order of time.
    private var changes: [Change] {
        let record = lines.record
        let standing = record.standing(decision.index)
        var found = decision.ends.map { Change(record: record, index: $0, what: "ended") }
        found += standing.correctedBy.map {
            let what =
                record.briefs[$0].kind == .recordCorrected
                ? "corrected" : record.briefs[$0].kind == .decisionMade ? "superseded" : "restated"
            return Change(record: record, index: $0, what: what)
        }
        found += standing.withdrawnBy.map { Change(record: record, index: $0, what: "withdrawn") }
        return found.sorted { record.precedes($0.index, $1.index) }
    }

    private func writeNextOversight(to writer: inout JSONWriter) {
        writer.key("next_oversight")
        guard let nextOversight else { return writer.null() }
        writer.object { writer in
            Act(lines.record, nextOversight).writeMembers(to: &writer)
            writer.member("days_after", lines.record.events[nextOversight].daysSince(decision.event))
            writer.member("linked", decision.oversight.contains(nextOversight))
        }
    }
}

/// One thing that happened to a decision after it was made.
struct Change: JSONWritable {
    let record: Record
    let index: Int
    let what: String

    func write(to writer: inout JSONWriter) {
        let event = record.events[index]
        writer.object {
            $0.member("change", what)
            $0.member("position", event.position.rawValue)
            $0.member("type", event.attributes.type)
            $0.member("time", event.attributes.timeText)
            $0.precision(of: event)
            event.author.write(to: &$0)
            $0.fields(
                [
                    "ending", "reasons", "effective_from", "decision", "correction_reason", "corrected_fields",
                    "withdrawal_reason",
                ],
                of: event)
            $0.member("superseded_by", record.superseding(index).map { record.events[$0].position.rawValue })
        }
    }
}

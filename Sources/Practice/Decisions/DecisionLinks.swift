import Events
import JSON

/// Which oversight, challenges, ends and complaints belong to which decision: gathered once for a whole record. Only
/// entries that stand are counted; who is withdrawn has no say.
struct DecisionLinks {
    var oversight: [Int: [Int]] = [:]
    var challenges: [Int: [Int]] = [:]
    /// Ends of a decision.
    var ends: [Int: [Int]] = [:]
    /// By challenge: what resolved it.
    var resolutions: [Int: [Int]] = [:]
    var complaints: [Int: [Int]] = [:]
    /// By complaint: its answers and updates.
    var answers: [Int: [Int]] = [:]

    /// - Parameter end: leaves out what happened after it.
    init(_ record: Record, by end: Instant?) {
        for (index, brief) in record.briefs.enumerated() where brief.hasData {
            switch brief.kind {
            case .oversightRecorded, .challengeRaised, .challengeResolved, .decisionEnded, .complaintReceived,
                .complaintResponded, .complaintUpdated:
                break
            default: continue
            }
            guard record.stands(index), record.happened(index, by: end) else { continue }
            let event = record.events[index]
            // A source may name one event twice.
            let targets = Set(record.restsOn(index)).sorted()
            switch brief.kind {
            case .oversightRecorded: for target in targets { oversight[target, default: []].append(index) }
            case .challengeRaised: for target in targets { challenges[target, default: []].append(index) }
            case .challengeResolved: for target in targets { resolutions[target, default: []].append(index) }
            case .decisionEnded:
                let named = record.reference(index, "decision").flatMap { record.index(of: $0) }
                // Without the field, an end is tied by the first thing it rests on.
                let ended = event["decision"] == nil ? record.ties[index].basedOn.first?.index : named
                if let ended { ends[ended, default: []].append(index) }
            case .complaintReceived:
                let about = event["about_events"]?.elements.compactMap { $0.string } ?? []
                let named = about.compactMap { record.index(of: EventReference($0, from: event.attributes.source)) }
                for target in Set(named + targets).sorted() { complaints[target, default: []].append(index) }
            default: for target in targets { answers[target, default: []].append(index) }
            }
        }
        func sorted(_ links: [Int: [Int]]) -> [Int: [Int]] { links.mapValues { record.inOrderOfTime($0) } }
        oversight = sorted(oversight)
        challenges = sorted(challenges)
        ends = sorted(ends)
        resolutions = sorted(resolutions)
        complaints = sorted(complaints)
        answers = sorted(answers)
    }
}

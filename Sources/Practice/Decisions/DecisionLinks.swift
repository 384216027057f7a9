import Events
import JSON

/// Which oversight, challenges, ends and complaints belong to which decision: gathered once for a whole record. Only
/// entries that stand are counted; what was withdrawn, or stated anew of something else, is set aside and stays in view.
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
    /// What no longer stands of what was about it.
    var setAside: [Int: [Int]] = [:]
    /// Decisions whose place it takes.
    let superseded: [Int: [Int]]

    /// - Parameter end: leaves out what happened after it.
    init(_ record: Record, by end: Instant?) {
        for (index, brief) in record.briefs.enumerated() {
            guard record.happened(index, by: end) else { continue }
            for target in record.about(index) {
                guard record.stands(index) else {
                    if !record.isStatedAnew(index, of: target) { setAside[target, default: []].append(index) }
                    continue
                }
                switch brief.kind {
                case .oversightRecorded, .supervisionHeld, .assessmentApproved: oversight[target, default: []].append(index)
                case .challengeRaised: challenges[target, default: []].append(index)
                case .challengeResolved: resolutions[target, default: []].append(index)
                case .decisionEnded: ends[target, default: []].append(index)
                case .complaintReceived: complaints[target, default: []].append(index)
                default: answers[target, default: []].append(index)
                }
            }
        }
        superseded = DecisionEnds(record, by: end).superseded
        func sorted(_ links: [Int: [Int]]) -> [Int: [Int]] { links.mapValues { record.inOrderOfTime($0) } }
        oversight = sorted(oversight)
        challenges = sorted(challenges)
        ends = sorted(ends)
        resolutions = sorted(resolutions)
        complaints = sorted(complaints)
        answers = sorted(answers)
        setAside = sorted(setAside)
    }
}

extension Record {
    /// Whether what an entry said of another is now said by a later entry, of the same.
    fileprivate func isStatedAnew(_ index: Int, of target: Int) -> Bool {
        guard !standing(index).isWithdrawn else { return false }
        let current = current(index)
        return stands(current) && about(current).contains(target)
    }
}

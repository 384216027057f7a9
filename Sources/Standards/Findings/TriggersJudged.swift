/// The triggers of a clause that has been judged, and which records answered them.
struct TriggersJudged {
    /// In order, by the child they were judged for.
    private(set) var ofChild: [Int: [Int]] = [:]
    /// By the place of a record, those that it answered.
    private var answeredBy: [Int: Set<Int>] = [:]

    init(_ results: [Judged]) {
        for judged in results where judged.trigger >= 0 {
            ofChild[judged.child, default: []].append(judged.trigger)
            for place in judged.evidence { answeredBy[place, default: []].insert(judged.trigger) }
        }
    }

    /// Whether a record has answered another trigger than this.
    func hasAnswered(_ place: Int, otherThan trigger: Int) -> Bool {
        answeredBy[place]?.contains { $0 != trigger } ?? false
    }
}

extension Evaluation {
    /// The triggers of a clause, once it has been judged.
    func triggersJudged(_ rule: CompiledClause) -> TriggersJudged {
        if let known = triggerLists[rule.number] { return known }
        let triggers = TriggersJudged(results[rule.number])
        triggerLists[rule.number] = triggers
        return triggers
    }
}

/// The triggers of a clause that has been judged, and which records answered them.
struct TriggersJudged {
    /// By the child they were judged for.
    private(set) var ofChild: [Int: Triggers] = [:]
    /// By the place of a trigger, where among the results it stands; under nil, what has none.
    private var byTrigger: [Int?: [Int]] = [:]
    /// By the place of a record, those that it answered.
    private var answeredBy: [Int: Set<Int>] = [:]

    init(_ results: [Judged], _ table: EventTable) {
        var places: [Int: [Int]] = [:]
        for (at, judged) in results.enumerated() {
            byTrigger[judged.trigger, default: []].append(at)
            guard let trigger = judged.trigger else { continue }
            places[judged.child, default: []].append(trigger)
            for place in judged.evidence { answeredBy[place, default: []].insert(trigger) }
        }
        ofChild = places.mapValues { Triggers($0, table) }
    }

    /// Where among the results a trigger stands; of nil, what has none.
    func results(of trigger: Int?) -> [Int] { byTrigger[trigger] ?? [] }

    /// Whether a record has answered another trigger than this.
    func hasAnswered(_ place: Int, otherThan trigger: Int) -> Bool {
        answeredBy[place]?.contains { $0 != trigger } ?? false
    }
}

extension Evaluation {
    /// The triggers of a clause, once it has been judged.
    func triggersJudged(_ rule: CompiledClause) -> TriggersJudged {
        if let known = triggerLists[rule.number] { return known }
        let triggers = TriggersJudged(results[rule.number], table)
        triggerLists[rule.number] = triggers
        return triggers
    }

    /// What was found of a clause for a trigger and a child.
    func found(of clause: Int, for trigger: Int?, _ child: Int) -> [Judged] {
        triggersJudged(engine.compiled[clause]).results(of: trigger).map { results[clause][$0] }
            .filter { $0.child < 0 || child < 0 || $0.child == child }
    }
}

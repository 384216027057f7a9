import Events
import JSON

extension Evaluation {
    /// What only a person can say: answered by the latest answer of an auditor, or unanswered.
    func asked(_ rule: CompiledClause) -> [Judged] {
        let children = rule.isPerChild ? Array(0..<childCount) : [-1]
        let applies = children.contains { child in
            periods(rule, child).possible.contains { $0.lo <= horizon.microseconds }
        }
        guard applies else { return [notApplicable(rule, -1, .neverApplied)] }
        return [answered(rule, Judged(.unanswered))]
    }

    /// Candidates found by the machine, for a person to decide on; one result where a person has decided.
    func flagged(_ rule: CompiledClause, _ found: [Judged]) -> [Judged] {
        var flagged = found.map { judged in
            var judged = judged
            switch judged.status {
            case .met, .late: judged.status = .evidenceFound
            case .missed, .due: judged.status = .noEvidence
            default: break
            }
            judged.done = nil
            if judged.status == .noEvidence { judged.evidence = [] }
            if judged.trigger < 0, judged.status == .evidenceFound { judged.evidence = candidates(rule, judged) }
            return judged
        }
        guard flagged.contains(where: { $0.status != .notApplicable }) else { return flagged }
        var all = flagged[0]
        all.evidence = Array(Set(flagged.flatMap(\.evidence))).sorted()
        let decided = answered(rule, all)
        if decided.answer != nil { flagged = [decided] }
        return flagged
    }

    /// All that was found in a period, not only the first.
    private func candidates(_ rule: CompiledClause, _ judged: Judged) -> [Int] {
        guard let requirement = rule.requirement ?? rule.evidence,
            requirement.forEach == nil || (requirement.forEach == .set(.child) && judged.child >= 0)
        else { return judged.evidence }
        var context = Context()
        context.child = judged.child
        context.period = judged.period
        isLenient = true
        let all = requirement.events.flatMap { event in
            event.required.isAbsent || event.required.nth != nil ? [] : eligible(event, context, nil).map(\.place)
        }
        return Array(Set(all + judged.evidence)).sorted()
    }

    /// The finding with the auditor's answer, if there is one that is not too old.
    private func answered(_ rule: CompiledClause, _ judged: Judged) -> Judged {
        var answers = table.all(.auditAnswer).filter { table.entries[$0]["clause_id"]?.says(rule.clause.id) == true }
        guard let latest = answers.popLast() else { return judged }
        var judged = judged
        judged.earlierAnswers = answers
        if case .duration(let span)? = parameters.value("judgement.max_age", on: asAt),
            case .due(let due) = clock.due(span, after: table.entries[latest].when.last), due.day < asAt
        {
            judged.earlierAnswers.append(latest)
            return judged
        }
        judged.answer = latest
        judged.status = table.entries[latest]["answer"]?.says("not_applicable") == true ? .notApplicable : .answered
        judged.done = table.entries[latest].when
        for place in table.basis(of: latest) where !judged.evidence.contains(place) { judged.evidence.append(place) }
        return judged
    }
}

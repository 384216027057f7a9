import Events
import JSON

extension Evaluation {
    /// What only a person can say of a child, each time the clause applies: of each trigger, or of each period. Answered by the
    /// latest answer of an auditor, or unanswered. A person can say it whether or not the record lets a machine say that it applies.
    func asked(_ rule: CompiledClause, _ child: Int) -> [Judged] {
        let begun = periods(rule, child).possible.filter { $0.lo <= horizon.microseconds }
        guard !begun.isEmpty else { return [notApplicable(rule, child, .neverApplied)] }
        let questions =
            rule.triggers.isEmpty
            ? begun.map { period in
                var judged = Judged(.due)
                judged.child = child
                judged.period = period
                return judged
            } : triggered(rule, child, begun)
        return inForce(rule, child, questions).map { judged in
            guard judged.status == .due else { return judged }
            var judged = judged
            judged.status = .unanswered
            return answered(rule, judged)
        }
    }

    /// Candidates found by the machine, for a person to decide on, and what a person has decided.
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
        if !isBrief || rule.clause.has(.noOpenBreachOf) { measure(rule, &flagged) }
        return flagged.map { $0.status == .notApplicable ? $0 : answered(rule, $0) }
    }

    /// All that was found in a period, not only the first.
    private func candidates(_ rule: CompiledClause, _ judged: Judged) -> [Int] {
        guard let requirement = rule.requirement ?? rule.evidence else { return judged.evidence }
        // What is asked for each child is judged child by child: the child's candidates are those that concern it.
        guard requirement.forEach == nil || (requirement.forEach == .set(.child) && rule.isPerChild) else {
            return judged.evidence
        }
        var context = Context()
        context.child = judged.child
        context.period = judged.period
        isLenient = true
        let all = requirement.events.flatMap { event in
            event.required.isAbsent || event.required.nth != nil ? [] : eligible(event, context, nil).map(\.place)
        }
        return Array(Set(all + judged.evidence)).sorted()
    }

    /// The finding with the auditor's answer, if there is one that is not too old. An answer that names children is about
    /// those, and none is about what came after it.
    private func answered(_ rule: CompiledClause, _ judged: Judged) -> Judged {
        let since = judged.trigger >= 0 ? table.entries[judged.trigger].order : judged.period.lo
        var answers = table.all(.auditAnswer).filter { place in
            let entry = table.entries[place]
            return entry["clause_id"]?.says(rule.clause.id) == true && entry.concerns(judged.child) && since <= entry.when.hi
        }
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
        judged.lacking = []
        for place in table.basis(of: latest) where !judged.evidence.contains(place) { judged.evidence.append(place) }
        return judged
    }
}

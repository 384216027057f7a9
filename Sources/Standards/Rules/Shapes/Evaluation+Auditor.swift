import Events
import JSON

extension Evaluation {
    /// What only a person can say of a child, each time the clause applies: of each trigger, or of each period; of a worker, a team
    /// or a service, of each stretch of `presence.period`. Answered by the latest answer of an auditor, or unanswered. A person can
    /// say it whether or not the record lets a machine say that it applies.
    func asked(_ rule: CompiledClause, _ child: Int) -> [Judged] {
        let begun = periods(rule, child).possible.filter { $0.lo <= horizon.microseconds }
        guard !begun.isEmpty else { return [notApplicable(rule, child, .neverApplied)] }
        let questions =
            rule.triggers.isEmpty
            ? cut(begun, rule).map { period in
                var judged = Judged(.due)
                judged.child = child
                judged.period = period
                return judged
            } : triggered(rule, child, begun)
        let all = inForce(rule, child, questions)
        return all.map { judged in
            guard judged.status == .due else { return judged }
            var judged = judged
            judged.status = .unanswered
            return answered(rule, judged, among: all)
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
            if judged.trigger == nil, judged.status == .evidenceFound { judged.evidence = candidates(rule, judged) }
            return judged
        }
        guard flagged.contains(where: { $0.status != .notApplicable }) else { return flagged }
        if detail == .whole || rule.clause.has(.noOpenBreachOf) { measure(rule, &flagged) }
        return flagged.map { $0.status == .notApplicable ? $0 : answered(rule, $0, among: flagged) }
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
    /// those, one that is based on some of what called for answers is about that, one about a stretch of time is about that in which
    /// it was given, and none is about what came after it.
    ///
    /// - Parameter all: what is asked of the same child.
    private func answered(_ rule: CompiledClause, _ judged: Judged, among all: [Judged]) -> Judged {
        let since = judged.trigger.map { table.entries[$0].order } ?? judged.period.lo
        var answers = table.all(.auditAnswer).filter { place in
            let entry = table.entries[place]
            return entry["clause_id"]?.says(rule.clause.id) == true && entry.concerns(judged.child) && since <= entry.when.hi
                && isAbout(judged, place, among: all)
        }
        guard let latest = answers.popLast() else { return judged }
        var judged = judged
        judged.earlierAnswers = answers
        if case .duration(let span)? = parameters.value("judgement.max_age", on: asAt),
            case .due(let due) = clock.due(span, after: table.entries[latest].when.last), due.day < asAt
        {
            judged.lapsedAnswer = latest
            return judged
        }
        judged.answer = latest
        judged.status = table.entries[latest]["answer"]?.says("not_applicable") == true ? .notApplicable : .answered
        judged.done = table.entries[latest].when
        judged.lacking = []
        for place in table.basis(of: latest) where !judged.evidence.contains(place) { judged.evidence.append(place) }
        return judged
    }

    /// Whether an answer says that it is about what called for this one, or does not say which it is about.
    private func isAbout(_ judged: Judged, _ answer: Int, among all: [Judged]) -> Bool {
        guard let trigger = judged.trigger else { return isAbout(stretchOf: judged, answer, among: all) }
        guard table.namesBasis(answer) else { return true }
        if table.areLinked(answer, trigger) { return true }
        return !all.compactMap(\.trigger).contains { table.areLinked(answer, $0) }
    }

    /// Whether an answer is about a stretch of time: one of which it names something, in it or counted for it; else that in which it
    /// was given or, where it was given in none, the last before.
    private func isAbout(stretchOf judged: Judged, _ answer: Int, among all: [Judged]) -> Bool {
        let given = table.entries[answer].when.hi
        let begun = all.filter {
            $0.trigger == nil && $0.status != .notApplicable && $0.child == judged.child && $0.member == judged.member
                && $0.period.lo <= given
        }
        guard begun.count > 1 else { return true }
        let basis = table.basis(of: answer)
        func names(_ judged: Judged) -> Bool {
            basis.contains { judged.evidence.contains($0) || judged.period.touches(table.entries[$0].when) }
        }
        if begun.contains(where: names) { return names(judged) }
        return judged.period.lo == begun.map(\.period.lo).max()
    }
}

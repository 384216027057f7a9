import Events

extension Evaluation {
    /// One result for each triggering event that happens while the clause applies.
    func triggered(_ rule: CompiledClause, _ child: Int, _ stretches: [Stretch]) -> [Judged] {
        let hits = triggers(rule, child, stretches)
        var found: [Judged] = []
        var unsure: [Judged] = []
        var context = Context()
        context.child = child
        context.triggers = Triggers(hits.map(\.place), table)
        context.isFollowed = rule.isFollowed
        for hit in hits {
            // What is left out is not told: the run ends with the clause.
            if Task.isCancelled { break }
            context.trigger = hit.place
            guard var judged = judge(rule, context, stretches) else { continue }
            judged.trigger = hit.place
            judged.child = child
            for link in judged.links { context.taken[link.chosen, default: []].append(hit.place) }
            if let other = rule.replacedBy.first(where: { isJudged(hit.place, by: $0, child) }) {
                judged = notApplicable(rule, child, .replaced(by: engine.clauses[other].id))
                judged.trigger = hit.place
            }
            if let doubt = hit.doubt {
                judged.status = .cannotTell
                judged.doubts = [doubt]
                unsure.append(judged)
            } else {
                found.append(judged)
            }
        }
        // Of events that only may be triggers, the latest stands for all: their source never says.
        if var last = unsure.last {
            last.evidence = unsure.compactMap(\.trigger)
            found.append(last)
        }
        found += forecasts(rule, child, stretches, context)
        return found.isEmpty ? [notApplicable(rule, child, .neverTriggered)] : found
    }

    /// The triggering events for a child, in order of time; the nth since the period began where the clause says so.
    func triggers(_ rule: CompiledClause, _ child: Int, _ stretches: [Stretch]) -> [Hit] {
        var found: [Hit] = []
        for trigger in rule.triggers {
            let all = (hits(trigger.match.pattern) + onHeldCases(rule, trigger)).filter { hit in
                table.entries[hit.place].concerns(child)
                    && trigger.match.contextual.allSatisfy { test in
                        if case .no = verdict(test, of: hit.place) { false } else { true }
                    }
            }.compactMap { calls($0, unless: trigger.notDuring, child) }
            guard let nth = trigger.nth else {
                found += all
                continue
            }
            for stretch in stretches {
                let inside = all.filter { stretch.touches(table.entries[$0.place].when) }
                if inside.count >= nth { found.append(inside[nth - 1]) }
            }
        }
        guard rule.triggers.count > 1 || rule.triggers.first?.nth != nil || subject.kind == .worker else { return found }
        var seen: Set<Int> = []
        return found.sorted { $0.place < $1.place }.filter { seen.insert($0.place).inserted }
    }

    /// The event where the state in which it calls for nothing does not hold then; in doubt where that is.
    private func calls(_ hit: Hit, unless state: Expression?, _ child: Int) -> Hit? {
        guard let state else { return hit }
        let when = table.entries[hit.place].when
        let periods = periods(state, child)
        if periods.sure.contains(where: { $0.touches(when) }) { return nil }
        guard periods.possible.contains(where: { $0.touches(when) }) else { return hit }
        return Hit(place: hit.place, doubt: hit.doubt ?? periods.doubts.first)
    }

    /// Events on cases that the worker held then, where the clause runs over those cases.
    private func onHeldCases(_ rule: CompiledClause, _ trigger: CompiledTrigger) -> [Hit] {
        guard subject.kind == .worker, rule.requirement?.runsOver(.caseHeldByWorker) == true else { return [] }
        return hits(engine.patterns[trigger.match.pattern], among: table.elsewhere[trigger.match.type]).filter { hit in
            isHeld(table.event(hit.place).header.attributes.subject.ref, at: table.entries[hit.place].when.lo)
        }
    }

    private func isJudged(_ trigger: Int, by clause: Int, _ child: Int) -> Bool {
        found(of: clause, for: trigger, child).contains { $0.status != .notApplicable }
    }

    private func judge(_ rule: CompiledClause, _ context: Context, _ stretches: [Stretch]) -> Judged? {
        guard let trigger = context.trigger else { return nil }
        let when = table.entries[trigger].when
        guard rule.clause.limit != nil || rule.clause.limitFrom != nil else {
            guard var stretch = stretches.last(where: { $0.touches(when) }) else { return nil }
            // The clause may be called for in the moment of its trigger alone: it can be answered as long as its states hold.
            if let states = rule.appliesApartFromMoments {
                guard let around = periods(states, context.child).possible.last(where: { $0.touches(when) }) else { return nil }
                stretch = around
            }
            var context = context
            context.period = stretch
            return followUp(rule, context)
        }
        return rule.clause.shape == .valueLimit
            ? valueLimit(rule, context, stretches) : deadline(rule, context, stretches)
    }

    /// Without a limit: met once it is done; due while the period is open; missed when it ends unanswered, or at once where
    /// nothing to come could answer.
    private func followUp(_ rule: CompiledClause, _ context: Context) -> Judged {
        guard let requirement = rule.requirement ?? rule.evidence else { return Judged(.due) }
        var judged = weigh {
            var report = Report()
            var judged = Judged(.missed)
            if let answer = answer(requirement, context, &report) {
                take(answer, into: &judged, .met)
            } else if isOpen(context.period), !isFinal(requirement, context) {
                judged.status = .due
            }
            judged.lacking = report.lacking
            if !report.breaking.isEmpty { judged.evidence = report.breaking }
            return judged
        }
        judged.period = context.period
        return judged
    }

    /// A date that the record sets must fall within the limit.
    private func valueLimit(_ rule: CompiledClause, _ context: Context, _ stretches: [Stretch]) -> Judged? {
        guard let trigger = context.trigger else { return nil }
        let when = table.entries[trigger].when
        guard let stretch = stretches.last(where: { $0.touches(when) }), let requirement = rule.requirement else { return nil }
        var context = context
        context.period = stretch
        guard case .limit(let used) = limit(rule, context, turn: 0, from: when) else { return nil }
        var judged = weigh {
            var judged = Judged(.missed)
            switch due(used, from: isLenient ? when.hi : when.lo) {
            case .failure(let unknown): return unclear(unknown.doubt)
            case .success(let due):
                judged.due = due
                context.due = due
                var report = Report()
                if let answer = answer(requirement, context, &report) {
                    take(answer, into: &judged, .met)
                } else if due.end >= horizon, isOpen(stretch), !isFinal(requirement, context) {
                    judged.status = .due
                }
            }
            return judged
        }
        judged.period = stretch
        judged.limit = used
        return judged
    }

    func unclear(_ doubt: Doubt) -> Judged {
        var judged = Judged(doubt.isConfiguration ? .notConfigured : .cannotTell)
        judged.doubts = [doubt]
        return judged
    }
}

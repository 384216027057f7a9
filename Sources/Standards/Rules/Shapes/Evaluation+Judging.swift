import Events

extension Evaluation {
    /// Judges one clause: each child, each trigger, period or turn.
    func judge(_ rule: CompiledClause) -> [Judged] {
        guard London.start(of: rule.clause.effectiveFrom) <= horizon else { return [notApplicable(rule, -1, .notYetInForce)] }
        var found: [Judged] = []
        for child in rule.isPerChild ? Array(0..<childCount) : [-1] {
            found += rule.isAsked ? asked(rule, child) : judge(rule, child)
        }
        func isApplying(_ judged: Judged) -> Bool { judged.status != .notApplicable || judged.trigger != nil }
        // One that applies makes the others needless that only say that they do not; of those, the one that came nearest says
        // most.
        if found.count > 1, !found.allSatisfy(isApplying) {
            let nearest = found.first { $0.note != .neverApplied } ?? found[0]
            found = found.contains(where: isApplying) ? found.filter(isApplying) : [nearest]
        }
        if found.isEmpty { found = [Judged(.notApplicable)] }
        sort(&found)
        return rule.clause.check == .flagged ? flagged(rule, found) : found
    }

    /// Each of a child's placements by itself, where the clause has a clock for each and there were several at once.
    private func judge(_ rule: CompiledClause, _ child: Int) -> [Judged] {
        let chains = chains(rule, child)
        let found = chains.isEmpty ? judge(rule, child, nil) : chains.flatMap { judge(rule, child, $0) }
        // One says as much as many, where it is the configuration that is missing.
        return found.count > 1 && found.allSatisfy { $0.status == .notConfigured } ? Array(found.prefix(1)) : found
    }

    private func judge(_ rule: CompiledClause, _ child: Int, _ chain: PlacementChain?) -> [Judged] {
        let periods = periods(rule, child, in: chain)
        let begun = periods.possible.filter { $0.lo <= horizon.microseconds }
        guard !begun.isEmpty else { return [notApplicable(rule, child, .neverApplied)] }
        if let certain = periods.certain, certain.isEmpty, periods.doubts.allSatisfy(\.isConfiguration),
            let doubt = periods.doubts.first
        {
            // Nothing can be judged until the parameter has a value.
            var judged = unclear(doubt)
            judged.child = rule.isPerChild ? child : -1
            return [judged]
        }
        var found: [Judged]
        switch rule.clause.shape {
        case .interval: found = intervals(rule, child, begun, chain)
        case .countPerPeriod: found = counts(rule, child, begun)
        case .contentOfPlanInForce: found = plans(rule, child, begun)
        case .invariant: found = invariant(rule)
        case .absence where rule.isProhibition: found = presence(rule, child, begun)
        case .deadlineAfter where rule.triggers.isEmpty: found = begun.compactMap { deadline(rule, child, $0) }
        default: found = rule.triggers.isEmpty ? presence(rule, child, begun) : triggered(rule, child, begun)
        }
        found = inForce(rule, child, found)
        if let certain = periods.certain { for at in found.indices { settle(&found[at], rule, certain, periods.doubts) } }
        return found
    }

    /// When a clause applies to a child: its states, less those in which other clauses take its place for as long as they
    /// apply. (What takes the place of single triggers is looked at trigger by trigger.)
    func periods(_ rule: CompiledClause, _ child: Int, in chain: PlacementChain? = nil) -> Periods {
        let states =
            chain.map { begun(Periods.and(periods(rule.applies, child, in: $0), Periods(possible: [$0.stretch]))) }
            ?? shared(rule, child)
        return rule.replacedBy.isEmpty ? states : begun(unreplaced(states, rule, child, in: chain))
    }

    /// Without the time in which other clauses take its place.
    func unreplaced(_ periods: Periods, _ rule: CompiledClause, _ child: Int, in chain: PlacementChain?) -> Periods {
        var found = periods
        for other in rule.replacedBy where rule.triggers.isEmpty || rule.clause.shape == .interval {
            guard rule.clause.shape == .interval || engine.compiled[other].triggers.isEmpty else { continue }
            found = Periods.and(found, Periods.not(self.periods(engine.compiled[other].applies, child, in: chain)))
            if found.doubts.count > 1 { found.doubts = Self.inOrder(Set(found.doubts)) }
        }
        return found
    }

    /// When the states of a clause hold, worked out once: many clauses apply in the same.
    private func shared(_ rule: CompiledClause, _ child: Int) -> Periods {
        let slot = rule.appliesNumber * (childCount + 1) + child + 1
        if let known = appliesLists[slot] { return known }
        var found = begun(periods(rule.applies, child))
        if found.doubts.count > 1 { found.doubts = Self.inOrder(Set(found.doubts)) }
        appliesLists[slot] = found
        return found
    }

    /// Without the time before the record begins, of which nothing is asked.
    private func begun(_ periods: Periods) -> Periods {
        guard periods.possible.contains(where: { $0.lo == .min }), let first = table.entries.first?.when.lo else {
            return periods
        }
        func begun(_ list: [Stretch]) -> [Stretch] {
            list.compactMap { stretch in
                guard stretch.lo < first else { return stretch }
                return stretch.hi > first ? Stretch(lo: first, hi: stretch.hi, start: stretch.start, end: stretch.end) : nil
            }
        }
        return Periods(possible: begun(periods.possible), certain: periods.certain.map(begun), doubts: periods.doubts)
    }

    /// Puts findings in the order of their triggers, turns or periods, then of the children.
    func sort(_ found: inout [Judged]) {
        guard found.count > 1 else { return }
        let keys = found.map { $0.order(table) }
        func precedes(_ a: Int, _ b: Int) -> Bool {
            if keys[a] != keys[b] { return keys[a] < keys[b] }
            return found[a].child != found[b].child ? found[a].child < found[b].child : a < b
        }
        guard !found.indices.dropFirst().allSatisfy({ precedes($0 - 1, $0) }) else { return }
        found = found.indices.sorted(by: precedes).map { found[$0] }
    }

    func notApplicable(_ rule: CompiledClause, _ child: Int, _ note: Finding.Note) -> Judged {
        var judged = Judged(.notApplicable)
        judged.child = rule.isPerChild ? child : -1
        judged.note = note
        return judged
    }

    /// Those of a clause's findings that are by the version of it that is in force on their day.
    func inForce(_ rule: CompiledClause, _ child: Int, _ found: [Judged]) -> [Judged] {
        let inForce = found.filter { isInForce(rule, $0) }
        return inForce.isEmpty && !found.isEmpty ? [notApplicable(rule, child, .notYetInForce)] : inForce
    }

    private func isInForce(_ rule: CompiledClause, _ judged: Judged) -> Bool {
        let start = London.start(of: rule.clause.effectiveFrom).microseconds
        // A turn of an interval has a day of its own, however long ago its trigger was.
        if judged.trigger != nil, rule.clause.shape != .interval { return began(judged, rule).hi >= start }
        if let due = judged.due { return due.end.microseconds >= start }
        return judged.period.hi > start
    }

    /// When what is judged began: with its trigger, but a plan that is older than the state with the state.
    private func began(_ judged: Judged, _ rule: CompiledClause) -> When {
        let period = When(lo: judged.period.lo, hi: judged.period.lo)
        guard let place = judged.trigger else { return judged.base ?? period }
        let trigger = table.entries[place].when
        return rule.clause.shape == .contentOfPlanInForce && trigger.hi < period.lo ? period : trigger
    }

    /// A finding that rests on a stretch in which it is not sure that the clause applies cannot be told. A deadline stands where
    /// the clause surely applied at some moment up to it; a turn of an interval is owed only while the clause applies.
    private func settle(_ judged: inout Judged, _ rule: CompiledClause, _ certain: [Stretch], _ doubts: [Doubt]) {
        guard judged.status != .notApplicable else { return }
        let start = began(judged, rule)
        let last: Int64
        switch judged.status {
        case .met where judged.done != nil: last = min(judged.done?.lo ?? 0, judged.period.hi - 1)
        case .missed where judged.due == nil: last = min(horizon.microseconds, judged.period.hi - 1)
        case .due where judged.due == nil: last = horizon.microseconds
        default: last = judged.due.map { min($0.end.microseconds, judged.period.hi - 1) } ?? start.hi
        }
        let end = max(start.hi, last)
        if certain.contains(where: { $0.touches(start) && $0.contains(end) }) { return }
        if judged.trigger != nil, judged.due != nil, rule.clause.shape != .interval,
            certain.contains(where: { $0.touches(start.lo, end) })
        {
            return
        }
        judged.doubts = judged.doubts.isEmpty ? doubts : Self.inOrder(Set(judged.doubts).union(doubts))
        judged.status = judged.doubts.allSatisfy(\.isConfiguration) ? .notConfigured : .cannotTell
    }

    /// Reasons, each once, in an order that is the same on every run.
    static func inOrder(_ doubts: Set<Doubt>) -> [Doubt] {
        guard doubts.count > 1 else { return Array(doubts) }
        return doubts.map { ($0.rank, $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    // MARK: Without a trigger

    /// One result for each period: something is there, or is still to come, or was missing when the period ended.
    func presence(_ rule: CompiledClause, _ child: Int, _ stretches: [Stretch]) -> [Judged] {
        guard let requirement = rule.requirement ?? rule.evidence else { return [] }
        return cut(stretches, rule).map { stretch in
            var judged = weigh {
                var context = Context()
                context.child = child
                context.period = stretch
                var report = Report()
                var judged = Judged(.missed)
                if let answer = answer(requirement, context, &report) {
                    take(answer, into: &judged, .met)
                    // What did not happen was not done on any day.
                    if rule.isProhibition { judged.done = nil }
                } else if isOpen(stretch), !isFinal(requirement, context) {
                    judged.status = .due
                }
                judged.lacking = report.lacking
                if !report.breaking.isEmpty { judged.evidence = report.breaking }
                return judged
            }
            judged.child = child
            judged.period = stretch
            if judged.status == .missed, rule.clause.has(.advisory) || rule.clause.has(.permissive) { judged.note = .onlyAnAim }
            return judged
        }
    }

    /// Whether a stretch goes on at the moment that is looked at.
    func isOpen(_ stretch: Stretch) -> Bool { stretch.isOpen || stretch.hi - 1 > horizon.microseconds }

    func take(_ answer: Answer, into judged: inout Judged, _ status: Finding.Status) {
        judged.status = status
        judged.done = answer.when
        judged.evidence = answer.evidence
        judged.way = answer.way
        judged.links = answer.links
    }

    /// What workers, teams and services must show at least once they must show once in each stretch of the parameter
    /// `presence.period`, the first of which begins with the subject's first event; a person is asked about each of them.
    func cut(_ stretches: [Stretch], _ rule: CompiledClause) -> [Stretch] {
        guard rule.isCutInStretches, let first = table.entries.first(where: { $0.reach == .own }) else { return stretches }
        var found: [Stretch] = []
        var lo = first.when.lo
        var row: Row?
        for _ in 0..<Self.longestRow where lo <= horizon.microseconds {
            let day = London.day(of: Instant(microseconds: lo))
            guard case .duration(let span)? = parameters.value("presence.period", on: day) else { return stretches }
            var next = row.flatMap { $0.span == span ? $0 : nil } ?? Row(first: day, span: span)
            guard let end = next.end(clock) else { break }
            let hi = London.start(of: end).microseconds
            row = next
            for stretch in stretches where stretch.lo < hi && stretch.hi > lo {
                found.append(
                    Stretch(
                        lo: max(lo, stretch.lo), hi: min(hi, stretch.hi), start: stretch.lo >= lo ? stretch.start : nil,
                        end: stretch.hi <= hi ? stretch.end : nil))
            }
            lo = hi
        }
        return found
    }

    /// Stretches, turns or counts of one clause in a row, after which no more are looked at: 30 years of daily ones.
    static let longestRow = 11_000

    /// True of all members now: the cases that are open.
    private func invariant(_ rule: CompiledClause) -> [Judged] {
        guard let requirement = rule.requirement else { return [] }
        let now = Stretch(lo: horizon.microseconds, hi: .max)
        return [
            weigh {
                var context = Context()
                context.period = now
                var report = Report()
                var judged = Judged(.missed)
                if let answer = answer(requirement, context, &report) {
                    take(answer, into: &judged, .met)
                    judged.done = nil
                }
                judged.lacking = report.lacking
                return judged
            }
        ]
    }

    // MARK: What can still come

    /// Whether nothing that is still to come could answer.
    func isFinal(_ requirement: CompiledRequirement, _ context: Context) -> Bool {
        switch requirement.kind {
        case .event(let event): isFinal(event, context)
        case .any(let parts): parts.allSatisfy { isFinal($0, context) }
        case .all(let parts):
            parts.contains { part in
                var report = Report()
                return isFinal(part, context) && answer(part, context, &report) == nil
            }
        }
    }

    private func isFinal(_ event: CompiledEvent, _ context: Context) -> Bool {
        if event.required.isAbsent || event.required.link == .itself || (event.precedesTrigger && context.trigger != nil) {
            return true
        }
        if event.required.onTriggerDay, let trigger = context.trigger {
            return London.end(of: London.day(of: table.entries[trigger].when.last)) < horizon
        }
        for case .moment(let moment)? in [event.before, event.onOrBefore] where bound(moment, context) != nil { return true }
        guard let nth = event.required.nth else { return false }
        return hits(event.kindPattern).filter { concerns($0.place, context) && isCounted($0.place, context) }.count >= nth
    }
}

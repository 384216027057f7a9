import Events

/// Something that moves the clock of an interval.
private struct Tick {
    let order: Int64
    /// What answered; nil where the trigger came again.
    let answer: Answer?
    let place: Int
}

extension Evaluation {
    /// At least every so often while a state holds: one clock for each period, one result for each turn of it.
    func intervals(_ rule: CompiledClause, _ child: Int, _ stretches: [Stretch]) -> [Judged] {
        guard let requirement = rule.requirement else { return [] }
        var found: [Judged] = []
        for stretch in stretches {
            for run in runs(rule, requirement, child, stretch) { found += clock(rule, requirement, run, rule.triggers) }
        }
        guard found.isEmpty else { return found }
        let isCalledFor = rule.triggers.isEmpty || !triggers(rule, child, stretches).isEmpty
        return [notApplicable(rule, child, isCalledFor ? .endedEarly : .neverTriggered)]
    }

    /// What one clock is kept for.
    struct Run {
        var context: Context
        /// The stretch from which the trigger and earlier answers count: longer than the period where that began only
        /// because a phase or an age did.
        var wide: Stretch
        var member: Member?
        /// Whether the period began only because a phase or an age did.
        var beganWithTime = false
        /// What the trigger must say in the field that answers share with it; nil where there is no such field.
        var kind: Kind?
    }

    /// A field of the trigger and what it says: a review of one type of plan answers the agreement of that type only.
    struct Kind: Equatable {
        let field: FieldPath
        let words: [String]
    }

    /// The clocks of a period: one, or one for each child or placement.
    private func runs(_ rule: CompiledClause, _ requirement: CompiledRequirement, _ child: Int, _ stretch: Stretch) -> [Run] {
        var context = Context()
        context.child = child
        context.period = stretch
        let wide = rule.triggers.isEmpty ? stretch : self.wide(rule, child, stretch)
        let beganWithTime = wide.lo < stretch.lo
        switch requirement.forEach {
        case .set(.placement)?:
            return placements(of: child).all.compactMap { one in
                let begun = table.entries[one.start].when.lo
                let over = one.over >= 0 ? table.entries[one.over].when.hi + 1 : Int64.max
                guard begun < stretch.hi, over > stretch.lo else { return nil }
                var own = context
                own.period = Stretch(
                    lo: max(stretch.lo, begun), hi: min(stretch.hi, over), start: begun >= stretch.lo ? one.start : stretch.start,
                    end: over <= stretch.hi ? one.over : stretch.end)
                own.member = member(one)
                var member = own.member
                member?.placement = one.start
                return Run(context: own, wide: Stretch(lo: begun, hi: own.period.hi, start: one.start), member: member)
            }
        default:
            return kinds(rule, requirement, context, wide).map { kind in
                Run(context: context, wide: wide, member: nil, beganWithTime: beganWithTime, kind: kind)
            }
        }
    }

    /// Where answers must say what the trigger says, each kind of trigger has its own clock.
    private func kinds(
        _ rule: CompiledClause, _ requirement: CompiledRequirement, _ context: Context, _ wide: Stretch
    ) -> [Kind?] {
        let shared = requirement.events.flatMap(\.match.contextual).compactMap { test in
            if case .equals(.trigger(let field)) = test.test { field } else { nil }
        }
        guard let field = shared.first else { return [nil] }
        var found: [Kind] = []
        for hit in triggers(rule, context.child, [wide]) {
            let kind = Kind(field: field, words: fieldWords(field, of: hit.place))
            if !found.contains(kind) { found.append(kind) }
        }
        return found
    }

    /// The stretch in which the clause would apply if phases and ages were left out of it.
    private func wide(_ rule: CompiledClause, _ child: Int, _ stretch: Stretch) -> Stretch {
        let found = periods(rule.appliesApartFromTime, child).possible
        guard let around = found.last(where: { $0.lo <= stretch.lo && $0.hi > stretch.lo }) else { return stretch }
        return around.lo < stretch.lo ? Stretch(lo: around.lo, hi: stretch.hi, start: around.start, end: stretch.end) : stretch
    }

    private func clock(
        _ rule: CompiledClause, _ requirement: CompiledRequirement, _ run: Run, _ triggers: [CompiledTrigger]
    ) -> [Judged] {
        if requirement.forEach == .set(.child), table.ownChildren == 0 { return [unclear(.emptySet(MemberSet.child.rawValue))] }
        isLenient = true
        doubts.removeAll(keepingCapacity: true)
        let lenient = turns(rule, requirement, run)
        guard !doubts.isEmpty else { return lenient }
        let reasons = doubts
        isLenient = false
        doubts.removeAll(keepingCapacity: true)
        let strict = turns(rule, requirement, run)
        isLenient = true
        // Where the two readings part, the rest cannot be told.
        let same = zip(lenient, strict).prefix { $0.status == $1.status && $0.due == $1.due }.count
        guard same < lenient.count || same < strict.count else { return strict }
        guard var open = same < lenient.count ? lenient[same] : strict.last else { return strict }
        open.doubts = Self.inOrder(reasons.union(doubts))
        open.status = open.doubts.allSatisfy(\.isConfiguration) ? .notConfigured : .cannotTell
        open.done = nil
        return strict.prefix(same) + [open]
    }

    private func turns(_ rule: CompiledClause, _ requirement: CompiledRequirement, _ run: Run) -> [Judged] {
        var context = run.context
        let period = context.period
        let starts = triggers(rule, context, run)
        guard rule.triggers.isEmpty || !starts.isEmpty else { return [] }
        context.period = Stretch(lo: run.wide.lo, hi: period.hi, start: run.wide.start, end: period.end)
        context.after = run.wide.lo == .min ? nil : run.wide.lo - 1
        if run.kind != nil, let first = starts.first { context.trigger = first }
        let answers = allAnswers(requirement, context)
        context.period = period
        context.after = nil
        guard var base = base(rule, run, period, starts, answers) else { return [] }
        if let trigger = starts.last(where: { table.entries[$0].order <= base.lo }) ?? starts.first { context.trigger = trigger }
        var ticks = answers.map { Tick(order: $0.when.lo, answer: $0, place: $0.evidence.first ?? -1) }
        if !rule.clause.has(.clockCarriesOver) {
            ticks += starts.map { Tick(order: table.entries[$0].order, answer: nil, place: $0) }
        }
        ticks = ticks.filter { $0.order > base.lo && $0.order < period.hi }.sorted {
            if $0.order != $1.order { return $0.order < $1.order }
            return ($0.answer == nil ? 1 : 0, $0.place) < ($1.answer == nil ? 1 : 0, $1.place)
        }
        var found: [Judged] = []
        var turn = 0
        var next = 0
        func restart(at trigger: Tick) {
            base = table.entries[trigger.place].when
            turn = 0
            context.trigger = trigger.place
        }
        while found.count < Self.longestRow {
            while next < ticks.count, ticks[next].order <= base.lo { next += 1 }
            let end = next < ticks.count ? ticks[next].order : Int64.max
            guard var judged = turnStart(rule, context, run, base, turn, until: end) else { break }
            guard let due = judged.due else {
                found.append(judged)
                // What cannot be told here may be told from the next trigger on.
                guard let again = ticks.indices.dropFirst(next).first(where: { ticks[$0].answer == nil }) else { break }
                next = again + 1
                restart(at: ticks[again])
                continue
            }
            guard next < ticks.count else {
                if !isOpen(period), period.hi - 1 <= due.end.microseconds { break }
                judged.status = due.end < horizon ? .missed : .due
                found.append(judged)
                break
            }
            // Each is taken once, wherever the next turn begins: one that is known only about begins its turn long before itself.
            let tick = ticks[next]
            next += 1
            if let answer = tick.answer {
                take(answer, into: &judged, isInTime(answer, due) ? .met : .late)
                found.append(judged)
                base = answer.when
                turn += 1
            } else {
                // The clock starts anew; what was overdue by then stays missed.
                if tick.order > due.end.microseconds {
                    judged.status = .missed
                    found.append(judged)
                }
                restart(at: tick)
            }
        }
        return found
    }

    /// A turn with its limit and due time; nil where there is no further turn.
    private func turnStart(
        _ rule: CompiledClause, _ context: Context, _ run: Run, _ base: When, _ turn: Int, until end: Int64
    ) -> Judged? {
        var judged: Judged
        switch limit(rule, context, turn: turn, from: base) {
        case .noMore: return nil
        case .unknown(let doubt): judged = unclear(doubt)
        case .due(let due, let used):
            judged = Judged(.due)
            judged.due = due
            judged.limit = used
        case .limit(let text):
            if let doubt = uncountable(text, rule, context, from: base, until: end) {
                judged = unclear(doubt)
                break
            }
            var used = overridden(text, rule, context, from: base)
            switch due(used, from: isLenient ? base.hi : base.lo) {
            case .success(let due):
                judged = Judged(.due)
                judged.due = due
                if let sooner = tightened(text, due, rule, context, from: base, until: end) { (used, judged.due) = sooner }
                if base.lo != base.hi, case .success(let other) = self.due(used, from: isLenient ? base.lo : base.hi),
                    other != due,
                    context.trigger >= 0 || context.period.start >= 0
                {
                    doubts.insert(.time(table.entries[context.trigger >= 0 ? context.trigger : context.period.start].position))
                }
            case .failure(let unknown): judged = unclear(unknown.doubt)
            }
            judged.limit = used
        }
        judged.base = base
        judged.child = context.child
        judged.trigger = rule.triggers.isEmpty ? -1 : context.trigger
        judged.member = run.member.flatMap { $0.placement }.map { table.event($0).header.attributes.id }
        judged.period = context.period
        return judged
    }

    /// The triggering events from which the clock may run, in order of time.
    private func triggers(_ rule: CompiledClause, _ context: Context, _ run: Run) -> [Int] {
        guard !rule.triggers.isEmpty else { return [] }
        // A trigger may lie before the period began: then the clock starts with the period.
        let found = triggers(rule, context.child, [run.wide]).map(\.place).filter { table.entries[$0].order < context.period.hi }
        if let kind = run.kind { return found.filter { fieldWords(kind.field, of: $0) == kind.words } }
        guard let placement = run.member?.placement else { return found }
        return found.filter { table.entries[$0].type != KnownType.placementStarted.rawValue || $0 == placement }
    }

    /// When the clock starts: at the latest of the trigger, the last answer since and the start of the period. A period that
    /// began only with a phase or an age does not restart it.
    private func base(_ rule: CompiledClause, _ run: Run, _ period: Stretch, _ starts: [Int], _ answers: [Answer]) -> When? {
        let start =
            period.start >= 0 && table.entries[period.start].when.lo == period.lo
            ? table.entries[period.start].when : When(lo: period.lo, hi: period.lo)
        guard !rule.triggers.isEmpty else { return start }
        guard let before = starts.last(where: { table.entries[$0].order <= period.lo }) else {
            return starts.first.map { table.entries[$0].when }
        }
        let trigger = table.entries[before].when
        guard run.beganWithTime else { return trigger.lo >= start.lo ? trigger : start }
        let first = max(trigger.lo, run.wide.lo)
        let answer = answers.last { $0.when.lo >= first && $0.when.lo <= period.lo }
        return answer.map(\.when) ?? (trigger.lo >= run.wide.lo ? trigger : When(lo: run.wide.lo, hi: run.wide.lo))
    }

    /// Everything that answers, in order of time.
    func allAnswers(_ requirement: CompiledRequirement, _ context: Context) -> [Answer] {
        switch requirement.kind {
        case .event(let event):
            return eligible(event, context, nil).map {
                Answer(when: $0.when, evidence: [$0.place], timeDoubt: $0.doubt)
            }
        case .any(let parts):
            return parts.flatMap { allAnswers($0, context) }.sorted {
                $0.when.lo != $1.when.lo ? $0.when.lo < $1.when.lo : ($0.evidence.first ?? -1) < ($1.evidence.first ?? -1)
            }
        case .all:
            var report = Report()
            return answer(requirement, context, &report).map { [$0] } ?? []
        }
    }
}

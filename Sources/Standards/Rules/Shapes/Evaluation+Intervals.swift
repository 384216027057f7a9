import Events

extension Evaluation {
    /// At least every so often while a state holds: one clock for each period, one result for each turn of it.
    ///
    /// - Parameter chain: the placements that are asked about, where the child had several at once.
    func intervals(
        _ rule: CompiledClause, _ child: Int, _ stretches: [Stretch], _ chain: PlacementChain?
    ) -> [Judged] {
        guard let requirement = rule.requirement else { return [] }
        if requirement.forEach == .set(.child), table.ownChildren == 0 { return [unclear(.emptySet(MemberSet.child.rawValue))] }
        let found = stretches.flatMap { clocks(rule, requirement, child, $0, chain) }.flatMap { clock in
            weighRow { turns(rule, requirement, clock) }
        }
        guard found.isEmpty else { return found }
        let isCalledFor = rule.triggers.isEmpty || !triggers(rule, child, stretches).isEmpty
        return [notApplicable(rule, child, isCalledFor ? .endedEarly : .neverTriggered)]
    }

    /// The two readings of a row of turns. A turn that ends otherwise in them cannot be told; nor can what comes after it, where
    /// they take different records for its answer.
    private func weighRow(_ question: () -> [Judged]) -> [Judged] {
        isLenient = true
        doubts.removeAll(keepingCapacity: true)
        let lenient = question()
        guard !doubts.isEmpty else { return lenient }
        let before = doubts
        isLenient = false
        doubts.removeAll(keepingCapacity: true)
        let strict = question()
        isLenient = true
        let reasons = Self.inOrder(before.union(doubts))
        var found: [Judged] = []
        for (one, other) in zip(lenient, strict) {
            let isSameAnswer = one.evidence == other.evidence
            found.append(isSameAnswer && one.status == other.status ? other : one.open(reasons))
            guard isSameAnswer else { return found }
        }
        let longer = lenient.count > strict.count ? lenient : strict
        return found + longer.dropFirst(found.count).prefix(1).map { $0.open(reasons) }
    }

    /// The turns of one clock in one reading.
    private func turns(_ rule: CompiledClause, _ requirement: CompiledRequirement, _ clock: IntervalClock) -> [Judged] {
        let calls = calls(rule, clock)
        guard rule.triggers.isEmpty || !calls.isEmpty else { return [] }
        let period = running(clock)
        let answers = answers(requirement, clock, calls)
        guard let start = start(rule, clock, calls, answers) else { return [] }
        var turns = IntervalTurns(
            from: start, open: { self.turn(rule, clock, $0, until: $1) },
            answered: { turn, due, answer in
                var turn = turn
                self.take(answer, into: &turn, self.isInTime(answer, due) ? .met : .late)
                return turn
            })
        for tick in IntervalTick.merged(answers, rule.clause.has(.clockCarriesOver) ? [] : calls) where tick.order < period.hi {
            turns.take(tick)
        }
        return turns.all(until: isOpen(period) ? nil : period.hi - 1, horizon: horizon.microseconds)
    }

    /// When a clock runs: where its placement may have ended, the lenient reading has it end.
    private func running(_ clock: IntervalClock) -> Stretch {
        guard let end = clock.chain?.mayEnd, clock.period.contains(table.entries[end].when.lo),
            lenient(.placement(table.entries[end].position))
        else { return clock.period }
        let hi = min(clock.period.hi, table.entries[end].when.hi + 1)
        return Stretch(lo: clock.period.lo, hi: hi, start: clock.period.start, end: end)
    }

    /// The triggering events from which the clock may run, in order of time.
    private func calls(_ rule: CompiledClause, _ clock: IntervalClock) -> [IntervalCall] {
        // A trigger may lie before the period began: then the clock starts with the period.
        guard !rule.triggers.isEmpty else { return [] }
        return triggers(rule, clock.child, [clock.reach]).map { call(rule, $0.place) }.filter { call in
            guard call.order < clock.period.hi, !isOfAnother(call.place, than: clock.chain) else { return false }
            if let kind = clock.kind { return fieldWords(kind.field, of: call.place) == kind.words }
            guard let placement = clock.member?.placement else { return true }
            return call.place == placement || table.entries[call.place].type != KnownType.placementStarted.rawValue
        }
    }

    /// From when a trigger calls for answers: not before the day that it gives for the start of the phase in which the clause
    /// applies.
    private func call(_ rule: CompiledClause, _ place: Int) -> IntervalCall {
        let entry = table.entries[place]
        let stated = time(of: place, at: rule.phaseField)
        guard stated.lo > entry.when.lo else { return IntervalCall(place: place, when: entry.when, order: entry.order) }
        return IntervalCall(place: place, when: stated, order: stated.lo)
    }

    /// What answers while the triggers of a clock count.
    private func answers(
        _ requirement: CompiledRequirement, _ clock: IntervalClock, _ calls: [IntervalCall]
    ) -> [Answer] {
        var context = clock.context(clock.kind == nil ? nil : calls.first?.place)
        context.period = clock.reach
        context.after = clock.reach.lo == .min ? nil : clock.reach.lo - 1
        let all = allAnswers(requirement, context)
        guard let chain = clock.chain else { return all }
        return all.filter { $0.evidence.allSatisfy { mayAnswer($0, for: chain, clock.child) } }
    }

    /// When the clock starts: at the latest of the trigger, the last answer since and the start of the period. A period that
    /// began only with a phase or an age does not restart it.
    private func start(
        _ rule: CompiledClause, _ clock: IntervalClock, _ calls: [IntervalCall], _ answers: [Answer]
    ) -> TurnStart? {
        guard !rule.triggers.isEmpty else { return start(of: clock.period, nil) }
        guard let call = calls.last(where: { $0.order <= clock.period.lo }) else {
            // Of what calls for it in one moment the last is shown.
            return calls.first.map { first in
                let shown = calls.last { $0.order == first.order } ?? first
                return TurnStart(base: first.when, origin: first.place, trigger: shown.place)
            }
        }
        let from = clock.beganWithTime ? clock.reach : clock.period
        let first = call.when.lo >= from.lo ? TurnStart(call) : start(of: from, call)
        guard clock.beganWithTime else { return first }
        let answer = answers.last { $0.when.lo >= first.base.lo && $0.when.lo <= clock.period.lo }
        return answer.map { TurnStart(base: $0.when, origin: $0.evidence.first, trigger: call.place) } ?? first
    }

    /// A clock that starts with a stretch: when the event happened that began it, or, where time alone did, in its first moment.
    private func start(of stretch: Stretch, _ call: IntervalCall?) -> TurnStart {
        let opening = stretch.start.flatMap { table.entries[$0].when.lo == stretch.lo ? $0 : nil }
        return TurnStart(
            base: opening.map { table.entries[$0].when } ?? When(lo: stretch.lo, hi: stretch.lo), origin: opening,
            trigger: call?.place)
    }

    /// A turn with its limit and due time; without a due time where that cannot be told, nil where there is no further limit.
    private func turn(
        _ rule: CompiledClause, _ clock: IntervalClock, _ start: TurnStart, until end: Int64
    ) -> Judged? {
        var judged: Judged
        switch falling(due: rule, clock, start, until: end) {
        case .noMore: return nil
        case .unknown(let doubt, let used):
            judged = unclear(doubt)
            judged.limit = used
        case .due(let due, let used):
            judged = Judged(.due)
            judged.due = due
            judged.limit = used
        }
        judged.base = start.base
        judged.child = clock.child
        judged.trigger = start.trigger
        judged.member = placement(of: clock, at: start.base).map { table.event($0).header.attributes.id }
        judged.period = clock.period
        return judged
    }

    /// The place of the placement that a clock is kept for at a moment.
    private func placement(of clock: IntervalClock, at moment: When) -> Int? {
        clock.member?.placement ?? clock.chain?.starts.last { table.entries[$0].when.lo <= moment.lo }
    }

    /// What a turn is due by, or why there is no telling.
    private enum FallsDue {
        case due(Due, LimitUsed)
        case unknown(Doubt, LimitUsed?)
        case noMore
    }

    private func falling(
        due rule: CompiledClause, _ clock: IntervalClock, _ start: TurnStart, until end: Int64
    ) -> FallsDue {
        let context = clock.context(start.trigger)
        let base = start.base
        let text: LimitUsed
        switch limit(rule, context, turn: start.number, from: base) {
        case .noMore: return .noMore
        case .unknown(let doubt): return .unknown(doubt, nil)
        case .due(let due, let used): return .due(due, used)
        case .limit(let used): text = used
        }
        if let doubt = uncountable(text, rule, context, from: base, until: end) { return .unknown(doubt, nil) }
        let used = overridden(text, rule, context, from: base)
        let due: Due
        switch self.due(used, from: isLenient ? base.hi : base.lo) {
        case .success(let found): due = found
        case .failure(let unknown): return .unknown(unknown.doubt, used)
        }
        // At which moment of its day or month the turn began may matter.
        if let origin = start.origin, !base.isExact,
            case .success(let other) = self.due(used, from: isLenient ? base.lo : base.hi), other != due
        {
            doubts.insert(.time(table.entries[origin].position))
        }
        let soonest = tightened(text, (used, due), rule, context, from: base, until: end)
        return .due(soonest.due, soonest.used)
    }
}

extension Judged {
    /// The same where it cannot be told.
    fileprivate func open(_ doubts: [Doubt]) -> Judged {
        var open = self
        open.doubts = doubts
        open.status = doubts.allSatisfy(\.isConfiguration) ? .notConfigured : .cannotTell
        open.done = nil
        return open
    }
}

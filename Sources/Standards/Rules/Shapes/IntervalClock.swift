import Events

/// One clock of an interval: what it is kept for.
struct IntervalClock {
    let child: Int
    /// When the clause applies: as long as the clock runs.
    let period: Stretch
    /// When triggers and answers count: longer than the period where that began only because a phase or an age did.
    let reach: Stretch
    /// The member of a set that is asked about by itself.
    var member: Member?
    /// The placements it is kept for, where the child had several at once.
    var chain: PlacementChain?
    /// What the trigger must say in the field that answers share with it; nil where there is no such field.
    var kind: Kind?

    /// A field of the trigger and what it says: a review of one type of plan answers the agreement of that type only.
    struct Kind: Equatable {
        let field: FieldPath
        let words: [String]
    }

    /// Whether the period began only because a phase or an age did.
    var beganWithTime: Bool { reach.lo < period.lo }

    /// What a rule is asked about in a turn that a trigger started.
    func context(_ trigger: Int?) -> Context {
        var context = Context()
        context.child = child
        context.period = period
        context.member = member
        context.chain = chain
        context.trigger = trigger
        return context
    }
}

extension Evaluation {
    /// The clocks of a period: one, or one for each placement or each kind of trigger.
    func clocks(
        _ rule: CompiledClause, _ requirement: CompiledRequirement, _ child: Int, _ period: Stretch, _ chain: PlacementChain?
    ) -> [IntervalClock] {
        if requirement.forEach == .set(.placement) { return placementClocks(child, period) }
        let reach = rule.triggers.isEmpty ? period : reach(rule, child, period, chain)
        return kinds(rule, requirement, child, reach).map { kind in
            IntervalClock(child: child, period: period, reach: reach, chain: chain, kind: kind)
        }
    }

    /// One for each placement, as long as it lasts.
    private func placementClocks(_ child: Int, _ period: Stretch) -> [IntervalClock] {
        placements(of: child).all.compactMap { one in
            let end = one.over.map { table.entries[$0].when.hi + 1 } ?? Int64.max
            let life = Stretch(lo: table.entries[one.start].when.lo, hi: end, start: one.start, end: one.over)
            return Stretches.intersection([life], [period]).first.map { own in
                IntervalClock(child: child, period: own, reach: own, member: member(one))
            }
        }
    }

    /// Where answers must say what the trigger says, each kind of trigger has its own clock.
    private func kinds(
        _ rule: CompiledClause, _ requirement: CompiledRequirement, _ child: Int, _ reach: Stretch
    ) -> [IntervalClock.Kind?] {
        let shared = requirement.events.flatMap(\.match.contextual).compactMap { test in
            if case .equals(.trigger(let field)) = test.test { field } else { nil }
        }
        guard let field = shared.first else { return [nil] }
        var found: [IntervalClock.Kind] = []
        for hit in triggers(rule, child, [reach]) {
            let kind = IntervalClock.Kind(field: field, words: fieldWords(field, of: hit.place))
            if !found.contains(kind) { found.append(kind) }
        }
        return found
    }

    /// A period with the time before it in which the clause would have applied but for phases and ages.
    private func reach(_ rule: CompiledClause, _ child: Int, _ period: Stretch, _ chain: PlacementChain?) -> Stretch {
        let states = periods(rule.appliesApartFromTime, child, in: chain)
        var found = unreplaced(states, rule, child, in: chain).possible
        if let chain { found = Stretches.intersection(found, [chain.stretch]) }
        guard let around = found.last(where: { $0.lo <= period.lo && $0.hi > period.lo }), around.lo < period.lo else {
            return period
        }
        return Stretch(lo: around.lo, hi: period.hi, start: around.start, end: period.end)
    }
}

import Events
import JSON

extension Evaluation {
    /// The record that comes nearest to what a clause asks for and does not do; nil where none lacks anything that has a name.
    func nearest(_ requirement: CompiledRequirement, _ rule: CompiledClause, _ judged: Judged) -> Nearness? {
        nearest(requirement, rule, judged, context(of: judged, rule))
    }

    private func nearest(
        _ requirement: CompiledRequirement, _ rule: CompiledClause, _ judged: Judged, _ context: Context
    ) -> Nearness? {
        switch requirement.kind {
        case .event(let event): return event.required.isAbsent ? nil : nearest(event, rule, judged, context)
        case .all(let parts), .any(let parts):
            // A part that asks for a record of some kind, whatever it says, names no field.
            let found = parts.compactMap { nearest($0, rule, judged, context) }.filter { !$0.failed.isEmpty }
            guard var best = found.min(by: Nearness.isNearer) else { return nil }
            if case .any = requirement.kind { addAlternatives(found, to: &best) }
            return best
        }
    }

    /// Where one record lacks one thing only, what else would do in its place.
    private func addAlternatives(_ others: [Nearness], to best: inout Nearness) {
        guard let place = best.place, best.failed.count == 1, let lacking = best.failed.first else { return }
        let tests = others.filter { $0.place == place && $0.failed.count == 1 }.compactMap(\.failed.first)
            .filter { $0.test.field == lacking.test.field && $0.failure == lacking.failure && $0.test != lacking.test }
        best.failed[0].alternatives = tests.map(\.test)
    }

    private func nearest(
        _ event: CompiledEvent, _ rule: CompiledClause, _ judged: Judged, _ context: Context
    ) -> Nearness? {
        // What is asked of each member of a set is told by the members that lack it.
        let all = engine.patterns[event.match.pattern].tests + event.match.contextual
        let tests = all.filter { !Self.usesMember([$0]) }
        let ofMembers = all.filter { Self.usesMember([$0]) }.map { FailedTest(test: $0, failure: .unsaid) }
        // Of a plan that is in force the version asked about is its own answer.
        let isLinked = event.required.link == .trigger && context.trigger != nil && planVersion(rule, judged) == nil
        // One that is said to belong to the trigger comes before those that may.
        let stated = isLinked ? self.stated(event, rule, judged, context) : places(for: event, rule, judged, context)
        let places = stated.isEmpty && isLinked ? neighbours(event, rule, judged, context) : stated
        var best: Nearness?
        // The later are looked at first, as of two that are alike they are the nearer: few must be tied to the trigger to be told.
        for place in places.reversed() {
            guard let failed = failures(of: tests, event, place, judged, context, most: best?.failed.count) else { continue }
            let near = Nearness(origin: .record(place), event: event, failed: failed.isEmpty ? ofMembers : failed)
            if let best, !Nearness.isNearer(near, best) { continue }
            if !stated.isEmpty || mayBelong(event, place, context) { best = near }
        }
        guard let best else {
            guard planVersion(rule, judged) == nil else { return nil }
            return Nearness(
                origin: saysItElsewhere(event, judged, context) ? .elsewhere : .none, event: event,
                failed: unsaid(all, event))
        }
        // What is asked stands in it. Of several that are asked for it is one; else it does not count here.
        guard best.failed.isEmpty, judged.lacking.isEmpty else { return best }
        return Nearness(origin: .elsewhere, event: event, failed: unsaid(all, event))
    }

    /// All that is asked of a record but what tells its kind, where there is none.
    private func unsaid(_ tests: [CompiledTest], _ event: CompiledEvent) -> [FailedTest] {
        let kind = Words.kindField(of: event.match.typeName)
        return tests.filter { $0.field.description != kind }.map { FailedTest(test: $0, failure: .unsaid) }
    }

    /// Whether a record that could not have done it says all that is asked.
    private func saysItElsewhere(_ event: CompiledEvent, _ judged: Judged, _ context: Context) -> Bool {
        let tests = event.match.contextual.filter { !Self.usesMember([$0]) }
        return hits(event.match.pattern).contains { hit in
            concerns(hit.place, context) && hit.place != judged.trigger
                && tests.allSatisfy { if case .no = verdict($0, of: hit.place, context) { false } else { true } }
        }
    }

    /// The tests that a record fails; nil where they are more than `most`, or tell that it is of another kind.
    private func failures(
        of tests: [CompiledTest], _ event: CompiledEvent, _ place: Int, _ judged: Judged, _ context: Context, most: Int?
    ) -> [FailedTest]? {
        recordsWeighed += 1
        var failed: [FailedTest] = []
        for test in tests {
            guard let failure = failure(of: test, place, judged, context) else { continue }
            let tellsKind = Words.tellsKind(test.field, ofType: event.match.typeName)
            if failure.failure != .unsaid && tellsKind || failed.count == most { return nil }
            failed.append(failure)
        }
        return failed
    }

    /// How a record fails a test; nil where it passes it, or may.
    private func failure(of test: CompiledTest, _ place: Int, _ judged: Judged, _ context: Context) -> FailedTest? {
        let saying = self.place(saying: test.field, place, judged)
        guard case .no = verdict(test, of: saying, context) else { return nil }
        guard says(test.field, of: saying) else { return FailedTest(test: test, failure: .unsaid) }
        switch test.test {
        case .eachHas, .hasItems, .containsAll: return FailedTest(test: test, failure: .partly)
        default: return FailedTest(test: test, failure: .otherwise)
        }
    }

    private func says(_ field: FieldPath, of place: Int) -> Bool {
        guard case .data(let name) = field else { return !fieldWords(field, of: place).isEmpty }
        return table.entries[place][name]?.isFilled == true
    }

    // MARK: Which records could have done it

    /// What was asked, as it is looked for: a turn of an interval is answered by what comes after it began.
    private func context(of judged: Judged, _ rule: CompiledClause) -> Context {
        var context = Context()
        context.child = judged.child
        context.period = judged.period
        context.direction = judged.limit?.direction
        context.isHourly = judged.limit?.span?.unit == .hours
        context.isFollowed = rule.isFollowed
        if rule.clause.shape == .interval {
            context.after = judged.base?.lo
        } else {
            context.trigger = judged.trigger
            context.triggers = triggersJudged(rule).ofChild[judged.child] ?? judged.trigger.map { Triggers([$0], table) }
        }
        return context
    }

    private func places(for event: CompiledEvent, _ rule: CompiledClause, _ judged: Judged, _ context: Context) -> [Int] {
        if event.required.link == .itself { return [judged.trigger].compactMap(\.self) }
        if let version = planVersion(rule, judged) { return table.entries[version].type == event.match.type ? [version] : [] }
        return places(among: between(context.after ?? .min, .max, event), event, rule, judged, context)
    }

    /// Those of some records that lie where the clause looks, and have not answered another trigger.
    private func places(
        among pool: some Sequence<Int>, _ event: CompiledEvent, _ rule: CompiledClause, _ judged: Judged, _ context: Context
    ) -> [Int] {
        let end = judged.due?.end.microseconds ?? .max
        let judgedTriggers = triggersJudged(rule)
        return pool.filter { place in
            place != judged.trigger && table.entries[place].order <= end && concerns(place, context)
                && isPlaced(event, place, context)
                && !(judged.trigger.map { judgedTriggers.hasAnswered(place, otherThan: $0) } ?? false)
        }
    }

    /// The records of the type asked for between two moments.
    private func between(_ after: Int64, _ before: Int64, _ event: CompiledEvent) -> ArraySlice<Int> {
        let all = table.byType[event.match.type]
        let first = after == .min ? 0 : all.firstIndexInOrder { table.entries[$0].order > after }
        let end = before == .max ? all.count : all.firstIndexInOrder { table.entries[$0].order >= before }
        return all[first..<max(first, end)]
    }

    /// Those that a source ties to the trigger.
    private func stated(_ event: CompiledEvent, _ rule: CompiledClause, _ judged: Judged, _ context: Context) -> [Int] {
        let tied = context.trigger.flatMap { context.triggers?.records(ofType: event.match.type, tiedTo: $0) } ?? []
        return places(among: tied, event, rule, judged, context)
    }

    /// All that may be for the trigger, and some more: of thousands of records few lie between the triggers before and after it.
    private func neighbours(_ event: CompiledEvent, _ rule: CompiledClause, _ judged: Judged, _ context: Context) -> [Int] {
        guard let trigger = context.trigger, let triggers = context.triggers else { return [] }
        let all = table.byType[event.match.type]
        // What is allowed is allowed for as long as it is in force.
        guard !event.isPermission else { return places(among: all, event, rule, judged, context) }
        let at = triggers.places.firstIndexInOrder { $0 >= trigger }
        let gap = gaps(for: event, triggers)[at]
        var near = Array(between(gap.after, event.mayAnswerSeveral ? .max : gap.before, event))
        if event.mayAnswerSeveral || at == 0 {
            // What rests on something that is not in the record may be for any trigger, and goes to the first.
            near = Set(near).union(all.filter(table.namesOnlyBasisElsewhere)).sorted()
        }
        return places(among: near, event, rule, judged, context)
    }

    /// Whether a record may be tied to the trigger by its date: as one that answers it is, it goes to the first it may be for.
    private func mayBelong(_ event: CompiledEvent, _ place: Int, _ context: Context) -> Bool {
        func mayBelong(to trigger: Int) -> Bool {
            recordsWeighed += 1
            var context = context
            context.trigger = trigger
            return !linked(event, [Candidate(place: place, when: table.entries[place].when)], context).0.isEmpty
        }
        guard let trigger = context.trigger, mayBelong(to: trigger) else { return false }
        guard !event.mayAnswerSeveral, let triggers = context.triggers else { return true }
        if triggers.ties(of: place).contains(where: { $0 < trigger }) { return false }
        let isAnywhere = event.isPermission || table.namesOnlyBasisElsewhere(place)
        let order = table.entries[place].order
        let earlier = triggers.places.firstIndexInOrder { $0 >= trigger }
        let isForEarlier = zip(triggers.places.prefix(earlier), gaps(for: event, triggers)).contains { trigger, gap in
            (isAnywhere || gap.after < order && order < gap.before) && mayBelong(to: trigger)
        }
        return !isForEarlier
    }

    /// The agreement or update of a plan of which the content is judged; nil where it is something else.
    private func planVersion(_ rule: CompiledClause, _ judged: Judged) -> Int? {
        guard rule.clause.shape == .contentOfPlanInForce, let trigger = judged.trigger,
            [KnownType.planAgreed, .planUpdated].contains(where: { $0.rawValue == table.entries[trigger].type })
        else { return nil }
        return trigger
    }

    /// Of a plan, the agreement or update that gives the field: the later is laid over the earlier.
    func place(saying field: FieldPath, _ place: Int, _ judged: Judged) -> Int {
        guard place == judged.trigger, table.entries[place].type == KnownType.planUpdated.rawValue, case .data(let name) = field,
            let type = table.entries[place]["plan_type"]?.string
        else { return place }
        for earlier in (table.all(.planAgreed) + table.all(.planUpdated)).sorted().reversed()
        where earlier <= place && table.entries[earlier]["plan_type"]?.says(type) == true {
            if table.entries[earlier][name]?.isFilled == true { return earlier }
            if table.entries[earlier].type == KnownType.planAgreed.rawValue { break }
        }
        return place
    }
}

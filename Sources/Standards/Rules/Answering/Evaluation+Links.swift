import Events

extension Evaluation {
    /// The answers tied to the trigger. A link that a source states counts, at once or by way of what lies between; where none is
    /// stated, and the parameter `links.loose` allows it, one is inferred with an event that does not say what it is based on.
    func linked(
        _ event: CompiledEvent, _ candidates: [Candidate], _ context: Context
    ) -> ([Candidate], InferredPlaces?) {
        guard let trigger = context.trigger, !candidates.isEmpty else { return ([], nil) }
        let stated = candidates.filter { table.areLinked($0.place, trigger) }
        if !stated.isEmpty { return (stated, nil) }
        let byWay = candidates.compactMap { candidate in
            way(candidate.place, trigger, context).map { way in
                var tied = candidate
                tied.way = way
                return tied
            }
        }
        if !byWay.isEmpty { return (byWay, nil) }
        // What an entry names as its basis, and is not in the record, may be the trigger by another name.
        let unclear = candidates.filter { table.namesOnlyBasisElsewhere($0.place) }
        let isLoose = engine.settings.linksAreLoose.at(table.entries[trigger].when.lo)
        let (found, link) = isLoose ? inferred(event, candidates, trigger, context) : ([], nil)
        guard found.isEmpty, let nearest = unclear.first else { return (found, link) }
        return lenient(.basis(table.entries[nearest.place].position)) ? (unclear, nil) : ([], nil)
    }

    /// The answer tied to the trigger by its date.
    private func inferred(
        _ event: CompiledEvent, _ candidates: [Candidate], _ trigger: Int, _ context: Context
    ) -> ([Candidate], InferredPlaces?) {
        let identities = identities(of: trigger, askedBy: event)
        let all = context.triggers?.day(of: trigger) ?? TriggerDay(of: trigger, table)
        // Minutes that say which kind of meeting they are of are looked for up to the next meeting of that kind.
        let alike = context.triggers.map { day(of: trigger, among: $0, alike: identities) } ?? all
        func isInTime(_ place: Int, _ bounds: TriggerDay) -> Bool {
            let order = table.entries[place].order
            return order > bounds.previous && (event.mayAnswerSeveral || order < bounds.next)
        }
        let free = candidates.filter { candidate in
            let place = candidate.place
            // What was allowed before is allowed still.
            let isAllowed = event.isPermission && isInForce(place, at: trigger)
            // The wider bounds come first: they leave few of many, and cost least.
            guard isAllowed || isInTime(place, alike), isOfOneCase(place, trigger),
                !isOfAnotherThing(place, trigger, identities), !namesAnother(place, trigger)
            else { return false }
            let bounds = isOfThisThing(place, trigger, identities) ? alike : all
            // One letter is sent once, for one thing.
            guard isAllowed || isInTime(place, bounds) && (event.mayAnswerSeveral || !isTaken(place, trigger, context)) else {
                return false
            }
            return context.triggers?.ties(of: place).contains { $0 != trigger } != true
        }
        guard let chosen = nearest(free, event, trigger, context, all) else { return ([], nil) }
        return ([chosen], InferredPlaces(chosen: chosen.place, candidates: free.map(\.place).sorted()))
    }

    /// The one that is meant: with a limit that counts back, or where it must come first, the last up to the trigger; with a
    /// limit that counts on, or where it must come after, the first from the trigger on; otherwise the nearest.
    private func nearest(
        _ candidates: [Candidate], _ event: CompiledEvent, _ trigger: Int, _ context: Context, _ day: TriggerDay
    ) -> Candidate? {
        let inOrder = candidates.sorted { table.entries[$0.place].order < table.entries[$1.place].order }
        if context.direction == .before || event.precedesTrigger {
            // What came after the meeting was not for it.
            let by = context.forecast ?? table.entries[day.last].when
            return inOrder.last {
                isAtOrAfter(by, table.entries[$0.place].when, isHourly: context.isHourly, about: day.last, $0.place)
            }
        }
        var mustFollow = context.direction == .after || context.isFollowed
        if case .trigger? = event.after { mustFollow = true }
        if mustFollow {
            if let following = inOrder.first(where: { isAtOrAfter($0.place, day.first, isHourly: context.isHourly) }) {
                return following
            }
            // Of one day nobody writes down the hour with care.
            guard event.isStanding || context.isFollowed, !context.isHourly else { return nil }
            return inOrder.last { London.day(of: table.entries[$0.place].when.last) == day.day }
        }
        let order = table.entries[trigger].order
        return inOrder.min { a, b in
            let one = distance(table.entries[a.place].order, order)
            let two = distance(table.entries[b.place].order, order)
            return one != two ? one < two : table.entries[a.place].order > table.entries[b.place].order
        }
    }

    private func distance(_ a: Int64, _ b: Int64) -> Int64 { a > b ? a - b : b - a }

    private func isInForce(_ place: Int, at trigger: Int) -> Bool {
        table.entries[place].order <= table.entries[trigger].order && endOfForce(place) >= table.entries[trigger].when.lo
    }

    /// Whether a record was taken, by its date alone, to answer a trigger of an earlier day. One that is still to come is of a day
    /// of its own.
    private func isTaken(_ place: Int, _ trigger: Int, _ context: Context) -> Bool {
        context.taken[place]?.contains { context.forecast != nil || isApart($0, trigger) } ?? false
    }

    /// Whether two triggers call for an answer each: they are of different days, and of the same child.
    private func isApart(_ earlier: Int, _ later: Int) -> Bool {
        table.days[earlier] != table.days[later] && table.entries[earlier].shares(childrenOf: table.entries[later])
    }

    // MARK: Between which others a trigger stands

    /// Between which moments a record of a pattern lies that may be for each trigger by its date, in the order of the triggers.
    func gaps(for event: CompiledEvent, _ triggers: Triggers) -> [Triggers.Gap] {
        triggers.gaps(event.match.pattern) { trigger in
            day(of: trigger, among: triggers, alike: identities(of: trigger, askedBy: event))
        }
    }

    /// The day of a trigger among those that are not of another thing.
    private func day(of trigger: Int, among triggers: Triggers, alike identities: [String]) -> TriggerDay {
        guard !identities.isEmpty else { return triggers.day(of: trigger) }
        let numbers = Self.identities.map { identities.contains($0) ? number(of: $0, in: trigger) : -1 }
        return triggers.day(of: trigger, numbers) { !isOfAnotherThing($0, trigger, identities) }
    }

    /// A number for what a record says in a field: two that say the same have the same.
    private func number(of field: String, in place: Int) -> Int {
        let alike = identityLists[field] ?? []
        if let known = alike.firstIndex(where: { same(field, $0, place) }) { return known }
        identityLists[field] = alike + [place]
        return alike.count
    }

    // MARK: What two records say of each other

    /// The events by way of which an answer rests on a trigger.
    private func way(_ place: Int, _ trigger: Int, _ context: Context) -> [Int]? {
        guard table.namesBasis(place) else { return nil }
        guard let triggers = context.triggers else { return table.ways(from: place, to: [trigger])[trigger] }
        return triggers.way(from: place, to: trigger)
    }

    /// Whether a record names as its basis another event of the trigger's kind. What it names of another kind, as an assessment
    /// that a report for a meeting rests on, says nothing about which meeting it is for; what is not in the record might.
    private func namesAnother(_ place: Int, _ trigger: Int) -> Bool {
        guard table.namesBasis(place) else { return false }
        return table.namesBasisElsewhere(place)
            || table.basis(of: place).contains { table.entries[$0].type == table.entries[trigger].type }
    }

    /// Whether neither is about a case, or both are about the same. Of what a service, a team or a worker does on its own stream
    /// nobody knows the case.
    private func isOfOneCase(_ a: Int, _ b: Int) -> Bool {
        guard subject.kind != .case else { return true }
        let (one, two) = (table.event(a).header.attributes.subject, table.event(b).header.attributes.subject)
        return one == two || one.kind != .case || two.kind != .case
    }

    /// Fields that tell which of several things of one type a record is about.
    private static let identities = ["meeting_type", "plan_type", "assessment_type", "panel", "person"]

    /// Those of them that the trigger carries, and that an answer must say the same of: a rule that asks for another plan, or
    /// another kind of meeting, than the trigger's asks for another thing.
    private func identities(of trigger: Int, askedBy event: CompiledEvent) -> [String] {
        Self.identities.filter { name in
            guard table.entries[trigger][name] != nil else { return false }
            return engine.patterns[event.match.pattern].tests.allSatisfy { test in
                if test.field != .data(name) { return true }
                if case .yes = verdict(test, of: trigger) { return true }
                return false
            }
        }
    }

    /// Whether a record carries one of `identities`, and says otherwise than the trigger does.
    private func isOfAnotherThing(_ place: Int, _ trigger: Int, _ identities: [String]) -> Bool {
        identities.contains { table.entries[place][$0] != nil && !same($0, place, trigger) }
    }

    /// Whether a record carries one of `identities`, and says the same as the trigger does.
    private func isOfThisThing(_ place: Int, _ trigger: Int, _ identities: [String]) -> Bool {
        identities.contains { table.entries[place][$0] != nil && same($0, place, trigger) }
    }
}

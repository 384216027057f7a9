import Events

extension Evaluation {
    /// The answers tied to the trigger. A link that a source states counts, at once or by way of what lies between; where none is
    /// stated, and the parameter `links.loose` allows it, one is inferred with an event that does not say what it is based on.
    func linked(
        _ event: CompiledEvent, _ candidates: [Candidate], _ context: Context
    ) -> ([Candidate], InferredPlaces?) {
        guard !candidates.isEmpty else { return ([], nil) }
        let stated = candidates.filter { table.areLinked($0.place, context.trigger) }
        if !stated.isEmpty { return (stated, nil) }
        let byWay = candidates.compactMap { candidate in
            way(candidate.place, context.trigger, context).map { way in
                var tied = candidate
                tied.way = way
                return tied
            }
        }
        if !byWay.isEmpty { return (byWay, nil) }
        // What an entry names as its basis, and is not in the record, may be the trigger by another name.
        let unclear = candidates.filter { table.namesOnlyBasisElsewhere($0.place) }
        let isLoose = engine.settings.linksAreLoose.at(table.entries[context.trigger].when.lo)
        let (found, link) = isLoose ? inferred(event, candidates, context) : ([], nil)
        guard found.isEmpty, let nearest = unclear.first else { return (found, link) }
        return lenient(.basis(table.entries[nearest.place].position)) ? (unclear, nil) : ([], nil)
    }

    /// The answer tied to the trigger by its date.
    private func inferred(
        _ event: CompiledEvent, _ candidates: [Candidate], _ context: Context
    ) -> ([Candidate], InferredPlaces?) {
        let trigger = context.trigger
        let rivals = context.triggers.filter { table.entries[$0].shares(childrenOf: table.entries[trigger]) }
        let identities = identities(of: trigger, askedBy: event)
        let all = TriggerDay(of: trigger, among: rivals, table)
        // Minutes that say which kind of meeting they are of are looked for up to the next meeting of that kind.
        let alike =
            identities.isEmpty
            ? all : TriggerDay(of: trigger, among: rivals.filter { !isOfAnotherThing($0, trigger, identities) }, table)
        let free = candidates.filter { candidate in
            let place = candidate.place
            guard isOfOneCase(place, trigger), !isOfAnotherThing(place, trigger, identities), !namesAnother(place, trigger) else {
                return false
            }
            let bounds = isOfThisThing(place, trigger, identities) ? alike : all
            let order = table.entries[place].order
            let isInTime = order > bounds.previous && (event.mayAnswerSeveral || order < bounds.next)
            // What was allowed before is allowed still.
            let isAllowed = event.isPermission && isInForce(place, at: trigger)
            // One letter is sent once, for one thing.
            guard isAllowed || isInTime && (event.mayAnswerSeveral || !context.taken.contains(place)) else { return false }
            return !context.triggers.contains { $0 != trigger && isTied(place, $0, context) }
        }
        guard let chosen = nearest(free, event, context, all) else { return ([], nil) }
        return ([chosen], InferredPlaces(chosen: chosen.place, candidates: free.map(\.place).sorted()))
    }

    /// The one that is meant: with a limit that counts back, or where it must come first, the last up to the trigger; with a
    /// limit that counts on, or where it must come after, the first from the trigger on; otherwise the nearest.
    private func nearest(
        _ candidates: [Candidate], _ event: CompiledEvent, _ context: Context, _ day: TriggerDay
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
        let order = table.entries[context.trigger].order
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

    // MARK: What two records say of each other

    /// The events by way of which an answer rests on a trigger, none of them another trigger: what that one called for answers it.
    private func way(_ place: Int, _ trigger: Int, _ context: Context) -> [Int]? {
        guard table.namesBasis(place) else { return nil }
        return table.way(from: place, to: trigger, notThrough: context.triggers.filter { $0 != trigger })
    }

    /// Whether a source states that an answer belongs to a trigger.
    func isTied(_ place: Int, _ trigger: Int, _ context: Context) -> Bool {
        table.areLinked(place, trigger) || way(place, trigger, context) != nil
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

/// A trigger's day among the triggers of its clause: those of one day count as one.
private struct TriggerDay {
    let day: Day
    /// What the last trigger of an earlier day, and the first of a later one, are put in order by.
    private(set) var previous = Int64.min
    private(set) var next = Int64.max
    /// The first and the last trigger of the day.
    private(set) var first: Int
    private(set) var last: Int

    init(of trigger: Int, among triggers: [Int], _ table: EventTable) {
        day = table.days[trigger]
        first = trigger
        last = trigger
        for other in triggers {
            let order = table.entries[other].order
            let otherDay = table.days[other]
            if otherDay < day {
                previous = max(previous, order)
            } else if otherDay > day {
                next = min(next, order)
            } else {
                if order < table.entries[first].order { first = other }
                if order > table.entries[last].order { last = other }
            }
        }
    }
}

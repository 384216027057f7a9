import Events

extension Evaluation {
    /// The answers tied to the trigger. A link that a source states counts; where none is stated, and the parameter
    /// `links.loose` allows it, one is inferred with an event that does not say what it is based on.
    func linked(
        _ event: CompiledEvent, _ candidates: [Candidate], _ context: Context
    ) -> ([Candidate], InferredPlaces?) {
        guard !candidates.isEmpty else { return ([], nil) }
        let stated = candidates.filter { table.areLinked($0.place, context.trigger) }
        if !stated.isEmpty { return (stated, nil) }
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
        let trigger = table.entries[context.trigger]
        let day = London.day(of: trigger.when.first)
        var previous = Int64.min
        var next = Int64.max
        // Triggers of one day count as one.
        var first = context.trigger
        var last = context.trigger
        for other in context.triggers {
            let entry = table.entries[other]
            let otherDay = London.day(of: entry.when.first)
            if otherDay < day { previous = max(previous, entry.order) }
            if otherDay > day { next = min(next, entry.order) }
            if otherDay == day {
                if entry.order < table.entries[first].order { first = other }
                if entry.order > table.entries[last].order { last = other }
            }
        }
        if event.mayAnswerSeveral { next = .max }
        let free = candidates.filter { candidate in
            let order = table.entries[candidate.place].order
            guard order > previous, order < next, !table.namesBasis(candidate.place) else { return false }
            // One letter is sent once, for one thing.
            guard event.mayAnswerSeveral || !context.taken.contains(candidate.place) else { return false }
            return !context.triggers.contains { $0 != context.trigger && table.areLinked(candidate.place, $0) }
        }
        guard let chosen = nearest(free, event, context, first, last) else { return ([], nil) }
        return ([chosen], InferredPlaces(chosen: chosen.place, candidates: free.map(\.place).sorted()))
    }

    /// The one that is meant: with a limit that counts back, or where it must come first, the last up to the trigger; with a
    /// limit that counts on, or where it must come after, the first from the trigger on; otherwise the nearest.
    private func nearest(
        _ candidates: [Candidate], _ event: CompiledEvent, _ context: Context, _ first: Int, _ last: Int
    ) -> Candidate? {
        let inOrder = candidates.sorted { table.entries[$0.place].order < table.entries[$1.place].order }
        if context.direction == .before || event.precedesTrigger {
            // What came after the meeting was not for it.
            let by = context.forecast ?? table.entries[last].when
            return inOrder.last {
                isAtOrAfter(by, table.entries[$0.place].when, isHourly: context.isHourly, about: last, $0.place)
            }
        }
        var mustFollow = context.direction == .after
        if case .trigger? = event.after { mustFollow = true }
        if mustFollow {
            let following = inOrder.first { isAtOrAfter($0.place, first, isHourly: context.isHourly) }
            return following ?? (event.isStanding ? inOrder.last : nil)
        }
        let order = table.entries[context.trigger].order
        return inOrder.min { a, b in
            let one = distance(table.entries[a.place].order, order)
            let two = distance(table.entries[b.place].order, order)
            return one != two ? one < two : table.entries[a.place].order > table.entries[b.place].order
        }
    }

    private func distance(_ a: Int64, _ b: Int64) -> Int64 { a > b ? a - b : b - a }
}

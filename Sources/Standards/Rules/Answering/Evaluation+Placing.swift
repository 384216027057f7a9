import Events

extension Evaluation {
    /// Whether an event lies where the rule looks for an answer.
    func isPlaced(_ event: CompiledEvent, _ place: Int, _ context: Context) -> Bool {
        if let after = context.after, table.entries[place].order <= after { return false }
        let isInPlace =
            context.trigger.map { isPlaced(event, place, byTrigger: $0, context) } ?? isPlacedInPeriod(event, place, context)
        return isInPlace && isAfterAnchors(event, place, context) && isBeforeAnchors(event, place, context)
    }

    /// An event that is not linked answers from the trigger on where a limit counts from the trigger or where it sets a fact
    /// that lasts; otherwise whenever it happened. One that must come first may.
    private func isPlaced(_ event: CompiledEvent, _ place: Int, byTrigger trigger: Int, _ context: Context) -> Bool {
        if event.required.onTriggerDay, !isSameDay(place, trigger) { return false }
        // What must not have happened must not have happened by then.
        if event.required.isAbsent { return isAtOrAfter(trigger, place, isHourly: false) }
        guard isInForce(event, place, atTrigger: trigger, context) else { return false }
        guard event.required.link != .trigger, !event.mayPrecedePeriod else { return true }
        guard context.direction == .after || event.isStanding else { return true }
        return isAtOrAfter(place, trigger, isHourly: context.isHourly)
    }

    /// A fact that lasts and came before the trigger counts if it had not ended by then: a consent that was taken back is none.
    /// One that another like it took over from still counts: a report is not undone by its next issue.
    private func isInForce(_ event: CompiledEvent, _ place: Int, atTrigger trigger: Int, _ context: Context) -> Bool {
        let triggering = table.entries[trigger]
        func isInForce(_ other: Int) -> Bool { endOfForce(other) >= triggering.when.lo }
        guard event.isStanding, event.required.nth == nil, table.entries[place].order < triggering.order, !isInForce(place) else {
            return true
        }
        return hits(event.match.pattern).contains { hit in
            let other = table.entries[hit.place]
            return other.order > table.entries[place].order && other.order <= triggering.order && other.concerns(context.child)
                && isInForce(hit.place)
        }
    }

    /// Without a trigger an answer lies in the period; what sets a fact that lasts may be older, if it is still in force.
    private func isPlacedInPeriod(_ event: CompiledEvent, _ place: Int, _ context: Context) -> Bool {
        let entry = table.entries[place]
        if event.required.isAbsent { return context.period.touches(entry.when) }
        if event.mayPrecedePeriod { return entry.when.lo < context.period.hi }
        if context.period.touches(entry.when) { return true }
        guard event.isStanding, event.required.nth == nil, entry.order < context.period.lo else { return false }
        return endOfForce(place) > context.period.lo
    }

    private func isSameDay(_ a: Int, _ b: Int) -> Bool {
        let (one, two) = (table.entries[a].when, table.entries[b].when)
        let isSame = London.day(of: one.first) == London.day(of: two.first)
        guard one.isVague || two.isVague else { return isSame }
        let mayBeSame = one.lo <= two.hi && two.lo <= one.hi
        return mayBeSame && lenient(.time(table.entries[one.isVague ? a : b].position))
    }

    private func isAfterAnchors(_ event: CompiledEvent, _ place: Int, _ context: Context) -> Bool {
        if !event.since.isEmpty {
            guard let latest = latest(event.since, context), isAtOrAfter(place, latest, isHourly: false) else { return false }
        }
        switch event.after {
        case nil: return true
        case .trigger: return context.trigger.map { isAtOrAfter(place, $0, isHourly: context.isHourly) } ?? true
        case .moment(let moment):
            let within = moment.nth == nil ? nil : context.period
            return moments(moment, context.child, within: within).contains {
                $0.place != place && accepts($0) && isAtOrAfter(place, $0.place, isHourly: false)
                    && isOfWorkerConcerned($0.place, moment, context)
            }
        }
    }

    /// The latest event up to the trigger (without one: up to the end of the period) from which answers count.
    private func latest(_ since: [CompiledMatch], _ context: Context) -> Int? {
        guard !since.isEmpty else { return nil }
        let end = context.trigger.map { table.entries[$0].order } ?? context.period.hi
        return since.flatMap { hits($0.pattern) }.map(\.place)
            .filter { table.entries[$0].concerns(context.child) && table.entries[$0].order <= end && $0 != context.trigger }
            .max()
    }

    private func isBeforeAnchors(_ event: CompiledEvent, _ place: Int, _ context: Context) -> Bool {
        switch event.before {
        case nil: break
        case .trigger: guard context.trigger.map({ isBefore(place, $0) }) ?? true else { return false }
        case .moment(let moment):
            if let bound = bound(moment, context), bound != place { guard isBefore(place, bound) else { return false } }
        }
        switch event.onOrBefore {
        case nil: return true
        case .trigger: return context.trigger.map { isAtOrAfter($0, place, isHourly: false) } ?? true
        case .moment(let moment):
            guard let bound = bound(moment, context), bound != place else { return true }
            return isAtOrAfter(bound, place, isHourly: false)
        }
    }

    /// The event that an answer must precede: the first, or the nth, from the trigger on, or in the period. Nil while it has
    /// not happened.
    func bound(_ moment: CompiledMoment, _ context: Context) -> Int? {
        let nth = moment.nth ?? 1
        var found: [Int] = []
        for match in moment.alternatives {
            for hit in hits(match.pattern) where table.entries[hit.place].concerns(context.child) && hit.doubt == nil {
                guard isOfWorkerConcerned(hit.place, moment, context) else { continue }
                let entry = table.entries[hit.place]
                if let trigger = context.trigger {
                    guard hit.place != trigger, entry.order >= table.entries[trigger].order else { continue }
                } else if !context.period.touches(entry.when) {
                    continue
                }
                found.append(hit.place)
            }
        }
        guard found.count >= nth else { return nil }
        return found.sorted()[nth - 1]
    }

    /// Whether an event makes a moment that is the worker's own; what nobody says who did counts as anybody's.
    private func isOfWorkerConcerned(_ place: Int, _ moment: CompiledMoment, _ context: Context) -> Bool {
        guard moment.bySameWorker, let trigger = context.trigger else { return true }
        let (own, wanted) = (workers(of: place), workers(of: trigger))
        return own.isEmpty || wanted.isEmpty || own.contains(where: wanted.contains)
    }

    /// Whether an event comes no earlier than the rule allows after another: after the first such since the trigger before.
    func isLateEnough(_ event: CompiledEvent, _ place: Int, _ context: Context) -> Bool {
        guard let gap = event.required.notBefore, let moment = event.notBefore else { return true }
        let entry = table.entries[place]
        let triggers = context.triggers?.places ?? []
        let following = triggers.firstIndexInOrder { table.entries[$0].order >= entry.order }
        let previous = following > 0 ? table.entries[triggers[following - 1]].order : nil
        let base = moments(moment, context.child).first { hit in
            let order = table.entries[hit.place].order
            return order <= entry.order && previous.map { order > $0 } ?? true
        }
        guard let base else { return lenient(.noStart(moment.alternatives.first?.typeName ?? "")) }
        let began = table.entries[base.place].when
        switch (clock.due(gap.span, after: began.first), clock.due(gap.span, after: began.last)) {
        case (.due(let early), .due(let late)):
            let first = { (due: Due) -> Int64 in
                if case .instant(let instant) = due { instant.microseconds } else { London.start(of: due.day).microseconds }
            }
            if entry.when.lo >= first(late) { return true }
            if entry.when.hi < first(early) { return false }
            return entry.when.isVague || began.isVague ? lenient(.time(entry.position)) : true
        case (.notCovered(let year), _), (_, .notCovered(let year)): return lenient(.notCovered(year: year))
        default: return lenient(.noSchoolTerm)
        }
    }

    /// Whether something of the kind named came after an event, up to the trigger or to the day asked about.
    func isSuperseded(_ event: CompiledEvent, _ place: Int, _ context: Context) -> Bool {
        guard !event.notSupersededBy.isEmpty else { return false }
        let end = context.trigger.map { table.entries[$0].order } ?? context.period.hi
        for match in event.notSupersededBy {
            for hit in hits(match.pattern) where hit.place != place && table.entries[hit.place].concerns(context.child) {
                let later = table.entries[hit.place]
                guard later.order <= end, later.when.hi > table.entries[place].when.lo else { continue }
                if let doubt = hit.doubt {
                    if strict(doubt) { return true }
                } else if later.when.lo > table.entries[place].when.hi {
                    return true
                } else if later.order > table.entries[place].order, strict(.time(later.position)) {
                    return true
                }
            }
        }
        return false
    }
}

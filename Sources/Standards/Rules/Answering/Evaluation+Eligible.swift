import Events
import JSON

/// An event that may answer, and the time that is measured.
struct Candidate {
    let place: Int
    let when: When
    /// Why the measured time is not exact, where it is not.
    var doubt: Doubt?
    /// The events by way of which it rests on the trigger, where it does not do so at once.
    var way: [Int] = []
}

extension Evaluation {
    /// The events that can answer, links aside, in order of the time that is measured.
    func eligible(_ event: CompiledEvent, _ context: Context, _ implied: ForEach?) -> [Candidate] {
        if event.required.link == .itself {
            guard let trigger = context.trigger, table.entries[trigger].type == event.match.type else { return [] }
            let tests = engine.patterns[event.match.pattern].tests
            guard let hit = hit(tests, trigger, context), accepts(hit), passes(event, trigger, context, implied),
                isLateEnough(event, trigger, context)
            else { return [] }
            return candidate(event, trigger).map { [$0] } ?? []
        }
        var found: [Candidate] = []
        for hit in pool(event, context) {
            let place = hit.place
            if place == context.trigger, !event.required.isAbsent, !event.mayBeTrigger { continue }
            guard concerns(place, context), isPlaced(event, place, context), passes(event, place, context, implied), accepts(hit),
                isDoneByWorker(event, place, context), isLateEnough(event, place, context),
                !isSuperseded(event, place, context), !context.used.contains(place)
            else { continue }
            if let other = event.distinctFrom, isUsed(place, by: other, context) { continue }
            if let candidate = candidate(event, place) { found.append(candidate) }
        }
        if !event.alternates.isEmpty { found = alternating(found, event) }
        if event.required.measuredAt == .enteredAt { found.sort { $0.when.lo < $1.when.lo } }
        return found
    }

    /// The events that match by themselves: all, or the nth of its kind where it matches.
    private func pool(_ event: CompiledEvent, _ context: Context) -> [Hit] {
        var all: [Hit]
        if let ref = context.member?.caseRef {
            all = hits(engine.patterns[event.match.pattern], among: table.places(onCase: ref, ofType: event.match.type))
        } else {
            all = hits(event.match.pattern)
            if event.required.bySameWorker, subject.kind == .worker {
                let done = table.elsewhere[event.match.type].filter { table.entries[$0].reach == .doneBySubject }
                all = (all + hits(engine.patterns[event.match.pattern], among: done)).sorted { $0.place < $1.place }
            }
        }
        guard let nth = event.required.nth else { return all }
        let kind = hits(event.kindPattern).filter { concerns($0.place, context) && isCounted($0.place, context) }
        guard kind.count >= nth else { return [] }
        let place = kind[nth - 1].place
        return all.filter { $0.place == place }
    }

    /// Whether an event lies where the count of the nth begins: after the trigger, or in the period.
    func isCounted(_ place: Int, _ context: Context) -> Bool {
        guard let trigger = context.trigger else { return context.period.touches(table.entries[place].when) }
        return place != trigger && table.entries[place].order >= table.entries[trigger].order
    }

    /// Whether an event is about the child, or about a child of the trigger.
    func concerns(_ place: Int, _ context: Context) -> Bool {
        let entry = table.entries[place]
        if context.child >= 0 { return entry.concerns(context.child) }
        return context.trigger.map { entry.shares(childrenOf: table.entries[$0]) } ?? true
    }

    /// Whether the tests that depend on the question hold.
    private func passes(_ event: CompiledEvent, _ place: Int, _ context: Context, _ implied: ForEach?) -> Bool {
        for test in event.match.contextual {
            switch verdict(test, of: place, context) {
            case .yes: continue
            case .no: return false
            case .unknown(let doubt): guard lenient(doubt) else { return false }
            }
        }
        guard case .values(_, let field)? = implied, let member = context.member, !Self.usesMember(event.match.contextual) else {
            return true
        }
        return says(field, of: place, member)
    }

    static func usesMember(_ tests: [CompiledTest]) -> Bool {
        tests.contains { test in
            if case .equals(.each) = test.test { return true }
            if case .contains(.each) = test.test { return true }
            return test.items.contains(where: usesMember)
        }
    }

    /// Whether a field, or a part of each item of a list, says what the member is called.
    private func says(_ field: String, of place: Int, _ member: Member) -> Bool {
        let parts = field.split(separator: ".", maxSplits: 1)
        guard let first = parts.first else { return false }
        guard let value = table.entries[place][String(first)], value.isFilled else {
            if case .unknown(let doubt) = absent(String(first), place) { return lenient(doubt) }
            return false
        }
        let values = value.kind == .array ? Array(value.elements) : [value]
        let roles = roles(asOf: place)
        return values.contains { item in
            let inner = parts.count > 1 ? item[String(parts[1])] : item
            return member.names.contains { name in
                inner?.names(name) == true || inner?.string.map { roles.isA($0, name) } == true
            }
        }
    }

    /// Only what differs in a field from the matching event before it.
    private func alternating(_ candidates: [Candidate], _ event: CompiledEvent) -> [Candidate] {
        candidates.enumerated().filter { at, candidate in
            guard at > 0 else { return true }
            let before = candidates[at - 1].place
            return event.alternates.allSatisfy { test in
                fieldWords(test.field, of: candidate.place) != fieldWords(test.field, of: before)
            }
        }.map(\.element)
    }

    /// The time that is measured, as far as it is known by the day asked about.
    private func candidate(_ event: CompiledEvent, _ place: Int) -> Candidate? {
        let when = table.entries[place].when
        guard event.required.measuredAt == .enteredAt else {
            return Candidate(place: place, when: when, doubt: when.isExact ? nil : .time(table.entries[place].position))
        }
        let header = table.event(place).header
        if let entered = header.attributes.enteredTime?.instant {
            return entered > horizon ? nil : Candidate(place: place, when: When(entered))
        }
        // It was written down at the latest when the ledger heard of it, and when before that is not known.
        let latest = max(header.recordedTime.microseconds, when.lo)
        return Candidate(
            place: place, when: When(lo: when.lo, hi: latest, isVague: true),
            doubt: .lacks(table.entries[place].position, field: FieldPath.enteredAt.description))
    }

    /// Whether the worker concerned did it.
    private func isDoneByWorker(_ event: CompiledEvent, _ place: Int, _ context: Context) -> Bool {
        guard event.required.bySameWorker else { return true }
        let doer = table.event(place).header.attributes.actor
        if subject.kind == .worker {
            guard let doer, doer != "unknown" else { return lenient(.author(table.entries[place].position)) }
            return doer == subject.ref
        }
        guard let trigger = context.trigger else { return true }
        let wanted = workers(of: trigger)
        guard !wanted.isEmpty else { return lenient(.author(table.entries[trigger].position)) }
        let own = workers(of: place)
        guard !own.isEmpty else { return lenient(.author(table.entries[place].position)) }
        return own.contains(where: wanted.contains)
    }

    /// The worker an event names, else who did it.
    func workers(of place: Int) -> [String] {
        let named = fieldWords(.data("worker"), of: place)
        return named.isEmpty ? fieldWords(.actorID, of: place) : named
    }

    /// Whether another clause has used the event for the same trigger.
    private func isUsed(_ place: Int, by clause: Int, _ context: Context) -> Bool {
        found(of: clause, for: context.trigger, context.child).contains { $0.evidence.contains(place) }
    }
}

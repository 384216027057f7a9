import Events
import JSON

extension Evaluation {
    /// When an expression holds for a child, in its life; for the whole case where `child` is negative.
    ///
    /// - Parameter chain: the placements that are asked about, where the child had several at once: it is found as if the others
    ///   had not begun. What counts or compares placements looks at all of them.
    func periods(_ expression: Expression, _ child: Int, in chain: PlacementChain? = nil) -> Periods {
        let found = combined(expression, child, chain)
        guard child >= 0, lives[child] != .always else { return found }
        return Periods.and(found, Periods(possible: [lives[child]]))
    }

    private func combined(_ expression: Expression, _ child: Int, _ chain: PlacementChain?) -> Periods {
        switch expression {
        case .always: .always
        case .never: .never
        case .condition(let number): periods(ofCondition: number, child, in: chain)
        case .not(let inner): Periods.not(combined(inner, child, chain))
        case .and(let parts):
            parts.dropFirst().reduce(parts.first.map { combined($0, child, chain) } ?? .always) { found, part in
                found.possible.isEmpty ? found : Periods.and(found, combined(part, child, chain))
            }
        case .or(let parts): parts.reduce(.never) { Periods.or($0, combined($1, child, chain)) }
        }
    }

    /// When a condition holds; worked out once for each child.
    func periods(ofCondition number: Int, _ child: Int, in chain: PlacementChain? = nil) -> Periods {
        let condition = engine.conditions[number]
        if let chain, condition.mayBeginWithPlacement { return work(out: condition, child, chain) }
        let slot = number * (childCount + 1) + (condition.variesByChild ? child + 1 : 0)
        if let known = periodLists[slot] { return known }
        // A condition that rests on itself never holds; the reading of packs refuses such a loop.
        periodLists[slot] = .never
        let found = work(out: condition, condition.variesByChild ? child : -1, nil)
        periodLists[slot] = found
        return found
    }

    private func work(out condition: CompiledCondition, _ child: Int, _ chain: PlacementChain?) -> Periods {
        switch condition.derivation {
        case .always: throughout
        case .state(let starts, let ends, let within): state(starts, ends, within, child, chain)
        case .phase(let since, let from, let to): phase(since, from, to, child, chain)
        case .age(let from, let to, let source, let field):
            inEras(of: from) { from in
                guard let to else { return age(from, nil, source, field, child) }
                return inEras(of: to) { age(from, $0, source, field, child) }
            }
        case .expression(let inner): combined(inner, child, chain)
        case .openCount(let opened, let closed, let by, let least):
            openCount(opened, closed, by, least, child, isOfCase: !condition.perChild)
        case .childrenDiffer(let match, let field): childrenDiffer(match, field, child)
        case .clauseMissed(let clauses, let extent): clauseMissed(clauses, extent, child)
        case .parameter(let name):
            inEras(of: name) { value in
                guard case .phaseStart(let start)? = value else {
                    return Periods(possible: [.always], certain: [], doubts: [.notConfigured(name)])
                }
                return starting(by: start, child)
            }
        }
    }

    /// What always holds: for a case, at all times; for a service, from the first that is on record of it, or from the day
    /// asked about.
    private var throughout: Periods {
        guard subject.kind != .case else { return .always }
        guard let first = table.entries.firstIndex(where: { $0.reach == .own }) else {
            return Periods(possible: [Stretch(lo: London.start(of: asAt).microseconds, hi: .max)])
        }
        return Periods(possible: [Stretch(lo: table.entries[first].when.lo, hi: .max, start: first)])
    }

    /// The events that make a moment, for a child, in order of time: all of them, or the nth since each `since`.
    func moments(
        _ moment: CompiledMoment, _ child: Int, within period: Stretch? = nil, in chain: PlacementChain? = nil
    ) -> [Hit] {
        var found: [Hit] = []
        for match in moment.alternatives {
            for hit in hits(match.pattern) where table.entries[hit.place].concerns(child) && !isOfAnother(hit.place, than: chain)
            {
                if let period, !period.touches(table.entries[hit.place].when) { continue }
                found.append(hit)
            }
        }
        if moment.alternatives.count > 1 { found.sort { $0.place < $1.place } }
        guard let nth = moment.nth else { return found }
        let resets = moment.since.flatMap { hits($0.pattern) }.map(\.place)
            .filter { table.entries[$0].concerns(child) && !isOfAnother($0, than: chain) }.sorted()
        var counted: [Hit] = []
        var count = 0
        var next = 0
        for hit in found {
            while next < resets.count, table.entries[resets[next]].order <= table.entries[hit.place].order {
                count = 0
                next += 1
            }
            count += 1
            if count == nth { counted.append(hit) }
        }
        return counted
    }

    // MARK: Phases and ages

    /// What is so by a parameter is so at each time by what the parameter is then.
    private func inEras(of name: String, _ find: (ParameterValue?) -> Periods) -> Periods {
        let first = table.entries.first?.when.lo ?? .min
        let eras = Dated(name, parameters) { $0 }.eras.filter { $0.stretch.hi > first }
        return Periods.joined(eras.map { ($0.stretch, find($0.value)) })
    }

    /// The same of a bound of an age, in years.
    private func inEras(of bound: AgeBand.Bound, _ find: (Int) -> Periods) -> Periods {
        switch bound {
        case .years(let years): return find(years)
        case .parameter(let name):
            return inEras(of: name) { value in
                guard case .age(let years)? = value else {
                    return Periods(possible: [.always], certain: [], doubts: [.notConfigured(name)])
                }
                return find(years)
            }
        }
    }

    private func phase(
        _ since: CompiledMoment, _ from: Span, _ to: Phase.Bound?, _ child: Int, _ chain: PlacementChain?
    ) -> Periods {
        let moments = moments(since, child, in: chain)
        guard let first = moments.first else { return .never }
        switch to {
        case .parameter(let name):
            return inEras(of: name) { value in
                if case .duration(let length)? = value { return phase(since, moments, from, length: length) }
                let begun = Stretch(lo: table.entries[first.place].when.lo, hi: .max, start: first.place)
                return Periods(possible: [begun], certain: [], doubts: [.notConfigured(name)])
            }
        case .span(let length): return phase(since, moments, from, length: length)
        case nil: return phase(since, moments, from, length: nil)
        }
    }

    private func phase(_ since: CompiledMoment, _ moments: [Hit], _ from: Span, length: Span?) -> Periods {
        var possible: [Stretch] = []
        var certain: [Stretch] = []
        var reasons: [Doubt] = []
        for (at, hit) in moments.enumerated() {
            let when = time(of: hit.place, at: since.at)
            let next = at + 1 < moments.count ? time(of: moments[at + 1].place, at: since.at).lo : Int64.max
            let start = from.value == 0 ? hit.place : nil
            guard let early = window(when.lo, from, length, next), let late = window(when.hi, from, length, next) else {
                continue
            }
            let widest = Stretch(lo: early.lo, hi: when.isVague ? late.hi : early.hi, start: start)
            if widest.lo < widest.hi { possible.append(widest) }
            if when.isVague || hit.doubt != nil {
                reasons.append(hit.doubt ?? .time(table.entries[hit.place].position))
                let sure = Stretch(lo: late.lo, hi: early.hi, start: start)
                if hit.doubt == nil, sure.lo < sure.hi { certain.append(sure) }
            } else if widest.lo < widest.hi {
                certain.append(widest)
            }
        }
        return Periods(possible: possible, certain: reasons.isEmpty ? nil : certain, doubts: reasons)
    }

    /// The phase counted from a moment, up to the next such moment.
    private func window(_ moment: Int64, _ from: Span, _ length: Span?, _ next: Int64) -> (lo: Int64, hi: Int64)? {
        let day = London.day(of: Instant(microseconds: moment))
        let lo: Int64
        if from.value == 0 {
            lo = moment
        } else if case .due(let due) = clock.shift(day, by: from, sign: 1) {
            lo = London.start(of: due.day).microseconds
        } else {
            return nil
        }
        guard let length else { return (lo, next) }
        guard case .due(let due) = clock.shift(day, by: length, sign: 1) else { return nil }
        return (lo, min(next, London.start(of: due.day).microseconds))
    }

    /// When something happened, or the date that a field of it gives instead.
    func time(of place: Int, at field: FieldPath?) -> When {
        if case .data(let name)? = field, let value = table.entries[place][name], let when = Self.when(value) { return when }
        return table.entries[place].when
    }

    /// Between two ages in years, the first inclusive.
    private func age(_ from: Int, _ to: Int?, _ source: CompiledMatch, _ field: FieldPath, _ child: Int) -> Periods {
        guard case .data(let name) = field else { return .never }
        let known = hits(source.pattern).last { hit in
            isAbout(child: child, hit.place) && table.entries[hit.place][name]?.string.flatMap { Day($0) } != nil
        }
        guard let known, let born = table.entries[known.place][name]?.string.flatMap({ Day($0) }) else {
            let label = child >= 0 && child < table.children.count ? table.children[child] : nil
            return Periods(possible: [.always], certain: [], doubts: [.dateOfBirth(child: label)])
        }
        let lo = London.start(of: born.adding(years: from)).microseconds
        let hi = to.map { London.start(of: born.adding(years: $0)).microseconds } ?? Int64.max
        return Periods(possible: lo < hi ? [Stretch(lo: lo, hi: hi)] : [])
    }

    /// Whether a record of a person is of this child.
    private func isAbout(child: Int, _ place: Int) -> Bool {
        let entry = table.entries[place]
        if !entry.children.isEmpty { return child < 0 || entry.children.contains(child) }
        guard let key = entry["person"]?.personKey, table.children.count > 1, table.children.contains(key) else {
            // With one child, or none named, a child on record is that child.
            return table.children.count <= 1
        }
        return child >= 0 && table.children[child] == key
    }

    // MARK: What rests on other things

    private func starting(by start: PhaseStart, _ child: Int) -> Periods {
        guard let number = engine.conditions.firstIndex(where: { $0.name == start.after }) else { return .never }
        let base = periods(ofCondition: number, child)
        func shifted(_ list: [Stretch]) -> [Stretch] {
            list.compactMap { stretch in
                let day = London.day(of: Instant(microseconds: stretch.lo))
                guard case .due(let due) = clock.shift(day, by: start.span, sign: 1) else { return nil }
                let lo = London.start(of: due.day).microseconds
                return lo < stretch.hi ? Stretch(lo: lo, hi: stretch.hi, end: stretch.end) : nil
            }
        }
        return Periods(possible: shifted(base.possible), certain: base.certain.map(shifted), doubts: base.doubts)
    }

    private func clauseMissed(_ clauses: [Int], _ extent: ClauseMissed.Extent, _ child: Int) -> Periods {
        var possible: [Stretch] = []
        var certain: [Stretch] = []
        var reasons: [Doubt] = []
        for number in clauses {
            for judged in results[number] where child < 0 || judged.child < 0 || judged.child == child {
                let stretch: Stretch
                switch extent {
                case .fromDueUntilAnswered:
                    guard let due = judged.due else { continue }
                    stretch = Stretch(lo: due.end.microseconds + 1, hi: judged.done.map { $0.hi + 1 } ?? .max)
                    guard stretch.lo < stretch.hi, due.end < horizon else { continue }
                case .perTrigger:
                    guard let trigger = judged.trigger else { continue }
                    let when = table.entries[trigger].when
                    stretch = Stretch(lo: when.lo, hi: when.hi + 1, start: trigger)
                }
                switch judged.status {
                case .missed where extent.counts(.missed), .late where extent.counts(.late):
                    possible = Stretches.union(possible, [stretch])
                    certain = Stretches.union(certain, [stretch])
                case .cannotTell, .notConfigured:
                    possible = Stretches.union(possible, [stretch])
                    reasons.append(.clause(engine.clauses[number].id))
                default: continue
                }
            }
        }
        return Periods(possible: possible, certain: reasons.isEmpty ? nil : certain, doubts: reasons)
    }
}

extension ClauseMissed.Extent {
    fileprivate func counts(_ breach: ClauseMissed.Breach) -> Bool {
        switch self {
        case .fromDueUntilAnswered: true
        case .perTrigger(let breaches): breaches.contains(breach)
        }
    }
}

import Events

/// Where not even the day of an event is known, its moment may decide. The two readings of a rule see only the first and
/// the last moment it may have been; what lies between may meet a rule that neither of them does. So the clauses that look
/// at such an event are judged again with the event at chosen moments. A finding that is not the same at all of them
/// cannot be told.
extension Evaluation {
    /// Moments tried for one event, at most.
    static let mostMoments = 24
    /// Moments tried for all events of a record, at most; for events after that there are only the two readings.
    static let mostTrials = 240

    func tryMoments() {
        var trials = 0
        for entry in table.vague {
            let touched = engine.compiled.indices.filter { isComputed($0) && hasAnswer($0) }
            var rules = clauses(among: touched, lookingAt: entry)
            for moment in rules.isEmpty ? [] : moments(of: entry, rules) where trials < Self.mostTrials && !rules.isEmpty {
                trials += 1
                let trial = Evaluation(
                    engine, EventTable(table, moving: entry, to: moment), asAt: asAt, horizon: horizon)
                trial.isBrief = isBrief
                let needed = rules.reduce(into: Set<Int>()) { $0.formUnion(engine.needs[$1]) }
                trial.judge { needed.contains($0) && engine.compiled[$0].clause.subject == subject.kind }
                for rule in rules { compare(rule, trial, entry) }
                rules.removeAll { !hasAnswer($0) }
            }
        }
    }

    private func isComputed(_ number: Int) -> Bool {
        let clause = engine.compiled[number].clause
        return clause.check == .computed && clause.subject == subject.kind
    }

    private func hasAnswer(_ number: Int) -> Bool { results[number].contains(where: \.isAnswer) }

    // MARK: Which clauses, which moments

    /// The clauses whose findings an event may change.
    private func clauses(among numbers: [Int], lookingAt entry: Entry) -> [Int] {
        // Where the record begins, and with it all periods.
        if subject.kind != .case || entry.when.lo <= table.entries.first?.when.lo ?? .max { return numbers }
        let place = table.place(ofIndex: entry.index)
        let fitting = Set(
            engine.patterns.indices.filter { number in
                let pattern = engine.patterns[number]
                guard pattern.type == entry.type else { return false }
                return place.map { hit(pattern.tests, $0) != nil } ?? true
            })
        return numbers.filter { number in
            let reach = engine.reaches[number]
            return reach.mayBeAny || reach.types.contains(entry.type) || !reach.patterns.isDisjoint(with: fitting)
        }
    }

    /// The moments to be tried, nil for one after the day asked about: the first and the last, those around which something
    /// changes (what is due, what began or ended, and as long before and after that as the limits are), and some between.
    private func moments(of entry: Entry, _ rules: [Int]) -> [Int64?] {
        let days = London.day(of: entry.when.first).number...London.day(of: entry.when.last).number
        var chosen: [Int] = []
        var seen: Set<Int> = []
        func choose(_ numbers: some Sequence<Int>) {
            for number in numbers where days.contains(number) && chosen.count < Self.mostMoments && seen.insert(number).inserted {
                chosen.append(number)
            }
        }
        choose([days.lowerBound, days.upperBound])
        choose(Self.thinned(edges(rules, days), to: Self.mostMoments * 2 / 3))
        choose(stride(from: days.lowerBound, through: days.upperBound, by: max(1, days.count / 6)))
        let others = table.entries.flatMap { [$0.when.first, $0.when.last] }.map { London.day(of: $0).number }
        choose(Self.thinned(Set(others.flatMap { [$0 - 1, $0, $0 + 1] }.filter(days.contains)), to: Self.mostMoments))
        let end = London.end(of: asAt).microseconds
        let noon: Int64 = 12 * 3_600_000_000
        let moments = chosen.map { London.start(of: Day(number: $0)).microseconds + noon }
        let isLater = moments.contains { $0 > end }
        let tried: [Int64?] = moments.filter { $0 <= end }.map { min(max($0, entry.when.lo), entry.when.hi) }
        return isLater ? tried + [nil] : tried
    }

    /// The days of a range around which the findings of clauses change.
    private func edges(_ rules: [Int], _ days: ClosedRange<Int>) -> Set<Int> {
        var marks: Set<Int> = [asAt.number]
        var limits: Set<Span> = []
        func mark(_ moments: Int64...) {
            for moment in moments where moment != .min && moment != .max {
                marks.insert(London.day(of: Instant(microseconds: moment)).number)
            }
        }
        for rule in rules {
            for judged in results[rule] {
                if let span = judged.limit?.span { limits.insert(span) }
                if let due = judged.due { marks.insert(due.day.number) }
                if let base = judged.base { mark(base.lo, base.hi) }
                mark(judged.period.lo, judged.period.hi)
                for place in judged.evidence + [judged.trigger] where place >= 0 {
                    mark(table.entries[place].when.lo, table.entries[place].when.hi)
                }
            }
        }
        var found = marks
        for span in limits {
            for number in marks {
                for sign in [-1, 1] {
                    if case .due(let due) = clock.shift(Day(number: number), by: span, sign: sign) {
                        found.insert(due.day.number)
                    }
                }
            }
        }
        return Set(found.flatMap { [$0 - 1, $0, $0 + 1] }.filter(days.contains))
    }

    /// So many of them at most, evenly.
    private static func thinned(_ numbers: Set<Int>, to most: Int) -> [Int] {
        let sorted = numbers.sorted()
        guard sorted.count > most else { return sorted }
        return (0..<most).map { sorted[$0 * sorted.count / most] }
    }

    // MARK: What differs

    /// What findings of two readings of one record must share to be about the same thing.
    private struct Topic: Hashable {
        /// Places in the record, as those in the table differ.
        let trigger: Int
        let start: Int
        let child: Int
        let member: String?
    }

    private func topic(_ judged: Judged, isRunning: Bool) -> Topic {
        func index(_ place: Int) -> Int { place >= 0 ? table.entries[place].index : -1 }
        let trigger = isRunning ? -1 : index(judged.trigger)
        return Topic(
            trigger: trigger, start: trigger >= 0 ? -1 : index(judged.period.start), child: judged.child, member: judged.member)
    }

    /// Findings by what they are about, as places among `judged`; those that only say that nothing applies are left out.
    private func topics(_ judged: [Judged], isRunning: Bool) -> [Topic: [Int]] {
        Dictionary(grouping: judged.indices.filter { !judged[$0].isNothing }) { topic(judged[$0], isRunning: isRunning) }
    }

    /// Notes which findings of a clause are others where the event stands at another moment.
    private func compare(_ number: Int, _ trial: Evaluation, _ entry: Entry) {
        let isRunning = engine.compiled[number].clause.shape == .interval
        let theirs = trial.results[number]
        let others = trial.topics(theirs, isRunning: isRunning)
        let own = topics(results[number], isRunning: isRunning)
        var found = results[number]
        var dropped: Set<Int> = []
        for (topic, places) in own {
            let twins = others[topic] ?? []
            for (turn, place) in places.enumerated() {
                guard found[place].isAnswer else { continue }
                let twin = turn < twins.count ? theirs[twins[turn]] : nil
                if found[place].status == twin?.status ?? .notApplicable { continue }
                found[place].leaveOpen(.time(entry.position))
                if isRunning { dropped.formUnion(places[(turn + 1)...]) }
                if isRunning { break }
            }
        }
        var added: [Judged] = []
        for (topic, twins) in others {
            let places = own[topic] ?? []
            guard twins.count > places.count, !isRunning || places.allSatisfy({ found[$0].isAnswer }) else { continue }
            let more = twins[places.count...].map { theirs[$0] }.filter { $0.isAnswer && $0.status != .notApplicable }
            added += (isRunning ? Array(more.prefix(1)) : more).map { translated($0, from: trial, entry) }
        }
        guard !added.isEmpty || !dropped.isEmpty || own.values.joined().contains(where: { found[$0].status == .cannotTell })
        else {
            return
        }
        var kept = found.indices.filter { !dropped.contains($0) }.map { found[$0] } + added
        if kept.contains(where: { !$0.isNothing }) { kept.removeAll(where: \.isNothing) }
        sort(&kept)
        results[number] = kept
    }

    /// A finding of a trial, in the places of this reading, left open.
    private func translated(_ judged: Judged, from trial: Evaluation, _ entry: Entry) -> Judged {
        func place(_ other: Int) -> Int { other < 0 ? -1 : table.place(ofIndex: trial.table.entries[other].index) ?? -1 }
        var judged = judged
        judged.trigger = place(judged.trigger)
        judged.period.start = place(judged.period.start)
        judged.period.end = place(judged.period.end)
        judged.evidence = []
        judged.lacking = []
        judged.note = nil
        judged.leaveOpen(.time(entry.position))
        return judged
    }
}

extension Judged {
    /// Whether it says something, be it that it does not apply.
    fileprivate var isAnswer: Bool { status != .cannotTell && status != .notConfigured }

    /// Whether it only says that the clause never applied, or that nothing called for it.
    fileprivate var isNothing: Bool {
        guard status == .notApplicable, trigger < 0, due == nil else { return false }
        switch note {
        case .neverApplied?, .neverTriggered?, .endedEarly?, .noPlan?, nil: return true
        default: return false
        }
    }

    fileprivate mutating func leaveOpen(_ doubt: Doubt) {
        status = .cannotTell
        doubts = Evaluation.inOrder(Set(doubts).union([doubt]))
        done = nil
        links = []
        note = note == .forecast ? note : nil
    }
}

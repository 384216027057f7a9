import Events

/// Where not even the day of an event is known, its moment may decide. The two readings of a rule see only the first and
/// the last moment it may have been; what lies between may meet a rule that neither of them does. So the clauses that look
/// at such an event are judged again with the event at chosen moments. A finding that is not the same at all of them
/// cannot be told.
///
/// Which moments are chosen for a clause depends on that clause alone: it is found the same whatever else is asked.
extension Evaluation {
    /// Moments tried of one event for one clause, at most.
    static let mostMoments = 24
    /// Moments tried of all events for one clause, at most; for events after that there are only the two readings.
    static let mostTrials = 240

    func tryMoments() throws {
        var left = Dictionary(uniqueKeysWithValues: asked.told.filter(isComputed).map { ($0, Self.mostTrials) })
        var edges = EdgeFinder(self)
        for entry in table.vague {
            var rules: [Moment: [Int]] = [:]
            for rule in asked.told where left[rule, default: 0] > 0 && isOpenToDoubt(rule, entry, edges.patterns(fitting: entry))
            {
                let chosen = moments(of: entry, around: edges.days(around: entry, rule)).prefix(left[rule, default: 0])
                left[rule, default: 0] -= chosen.count
                for moment in chosen { rules[moment, default: []].append(rule) }
            }
            for moment in rules.keys.sorted() { try judge(rules[moment] ?? [], with: entry, at: moment) }
        }
    }

    /// When an event may have been.
    private enum Moment: Hashable, Comparable {
        case at(Int64)
        /// After the day asked about.
        case later
    }

    /// Judges clauses as if an event had been at a moment, and notes which findings are others then.
    private func judge(_ rules: [Int], with entry: Entry, at moment: Moment) throws {
        let rules = rules.filter(hasAnswer)
        guard !rules.isEmpty else { return }
        momentsTried += rules.count
        let when: Int64? = if case .at(let known) = moment { known } else { nil }
        let trial = Evaluation(
            engine, EventTable(table, moving: entry, to: when), Asked(engine, rules), asAt: asAt, horizon: horizon)
        trial.detail = detail
        try trial.judge()
        for rule in rules { compare(rule, trial, entry) }
    }

    private func isComputed(_ number: Int) -> Bool { engine.clauses[number].check == .computed }

    private func hasAnswer(_ number: Int) -> Bool { results[number].contains(where: \.isAnswer) }

    // MARK: Which clauses

    /// Whether the moment of an event may change what was found of a clause.
    private func isOpenToDoubt(_ number: Int, _ entry: Entry, _ fitting: Set<Int>) -> Bool {
        guard hasAnswer(number) else { return false }
        if mayBegin(entry) { return true }
        let reaches = engine.reaches[number]
        guard reaches.all.holds(entry.type, matching: fitting) else { return false }
        if results[number].allSatisfy({ $0.status == .notApplicable && $0.note == .neverApplied }) {
            return reaches.states.holds(entry.type, matching: fitting)
        }
        // What only answers changes nothing where nothing was asked.
        return reaches.frame.holds(entry.type, matching: fitting) || entry.when.lo <= endOfQuestions(number)
    }

    /// Whether the record, the time of a subject that is no case, or what is asked of a child may begin with an event: all that is
    /// judged may hang on that.
    private func mayBegin(_ entry: Entry) -> Bool {
        if entry.when.lo <= table.entries.first?.when.lo ?? .max { return true }
        guard subject.kind == .case else {
            let first = table.entries.first { $0.reach == .own }
            return [KnownType.workerStarted, .teamFormed].contains { $0.rawValue == entry.type }
                || (entry.reach == .own && entry.when.lo <= first?.when.lo ?? .max)
        }
        guard table.ownChildren > 1 else { return false }
        return (0..<table.ownChildren).contains {
            table.names(entry, $0) && entry.when.lo <= table.firstNaming($0)?.when.lo ?? .max
        }
    }

    /// After what moment nothing that only answers can change what is told.
    private func endOfQuestions(_ number: Int) -> Int64 {
        let isInterval = engine.clauses[number].shape == .interval
        return results[number].reduce(.min) { end, judged in
            switch judged.status {
            case .notApplicable where judged.note == .neverApplied || judged.note == .neverTriggered: end
            case .met where isInterval, .late where isInterval:
                max(end, judged.done?.hi ?? .max, judged.due?.end.microseconds ?? .min)
            // After a turn that cannot be told none is.
            case .cannotTell where isInterval, .notConfigured where isInterval: end
            default: .max
            }
        }
    }

    // MARK: Which moments

    /// One in each stretch of days in which nothing changes. None where nothing changes while the event may have been: then both
    /// readings have seen all there is.
    private func moments(of entry: Entry, around edges: [Int]) -> [Moment] {
        guard !edges.isEmpty else { return [] }
        let days = London.day(of: entry.when.first).number...London.day(of: entry.when.last).number
        let all = Set([days.lowerBound, days.upperBound] + edges + edges.map { $0 + 1 }).filter(days.contains).sorted()
        let chosen = Self.thinned(all, to: Self.mostMoments)
        let end = London.end(of: asAt).microseconds
        let noon: Int64 = 12 * 3_600_000_000
        var found: [Moment] = []
        for day in chosen {
            let moment = London.start(of: Day(number: day)).microseconds + noon
            found.append(moment <= end ? .at(min(max(moment, entry.when.lo), entry.when.hi)) : .later)
            if moment > end { break }
        }
        return found
    }

    /// So many of them at most, evenly, the first and the last among them.
    private static func thinned(_ numbers: [Int], to most: Int) -> [Int] {
        guard numbers.count > most else { return numbers }
        return (0..<most).map { numbers[$0 * (numbers.count - 1) / (most - 1)] }
    }
}

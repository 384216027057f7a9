import Events
import Practice

/// A finding rests on the record as it now stands. Where a correction changed it, it says so and names the finding before.
enum Corrections {
    /// The findings of each clause, in the order of the clauses.
    ///
    /// - Parameter told: called with the place of each clause and where its findings begin, and with what each was told from
    ///   (nil for one that is about what was taken back); nil where nobody asks.
    static func findings(
        after: Evaluation, _ record: Record, now: Instant, told: ((_ rule: Int, _ first: Int, [Judged?]) -> Void)? = nil
    ) throws -> [Finding] {
        let engine = after.engine
        let (subject, asAt) = (after.subject, after.asAt)
        var found: [Finding] = []
        let corrections = record.events.indices.filter { corrects($0, record) }
        guard !corrections.isEmpty else {
            found.reserveCapacity(after.results.reduce(0) { $0 + $1.count })
            for number in after.asked.told {
                let first = found.count
                for judged in after.results[number] {
                    try Task.checkCancellation()
                    found.append(after.finding(engine.compiled[number], judged))
                }
                after.addBlanks(to: &found, from: first, engine.compiled[number])
                told?(number, first, after.results[number])
            }
            return found
        }
        // As the record stood without what put it right.
        let before = Evaluation(
            engine, record.without(Set(corrections)), of: subject, after.asked, asAt: asAt, now: now)
        try before.run()
        for number in after.asked.told {
            let first = found.count
            let compared = try compare(
                engine.compiled[number], after, before, after.results[number], before.results[number], corrections)
            found += compared.map(\.finding)
            after.addBlanks(to: &found, from: first, engine.compiled[number])
            told?(number, first, compared.map(\.judged))
        }
        return found
    }

    /// Whether an event withdraws or states anew what this record held.
    private static func corrects(_ index: Int, _ record: Record) -> Bool {
        guard record.stands(index) else { return false }
        return record.correction(index).putsRight.contains { $0.index.map { !record.stands($0) } ?? false }
    }

    private static func compare(
        _ rule: CompiledClause, _ after: Evaluation, _ before: Evaluation, _ now: [Judged], _ then: [Judged], _ corrections: [Int]
    ) throws -> [(finding: Finding, judged: Judged?)] {
        var left = then
        var twins = now.map { judged -> Judged? in
            left.firstIndex { same($0, before, judged, after) }.map { left.remove(at: $0) }
        }
        // A correction that moves the start of a turn or a period leaves it the same: those that are left pair off in their order.
        for at in now.indices where twins[at] == nil && now[at].isStretch {
            twins[at] = left.firstIndex { $0.isStretch && isSameMatter($0, before, now[at], after) }.map { left.remove(at: $0) }
        }
        // Where the clause did not apply before, that is what was found of all that is found now.
        let nothing = then.allSatisfy(\.onlySaysNo) ? then.first : nil
        var found: [(finding: Finding, judged: Judged?)] = []
        for (judged, twin) in zip(now, twins) {
            try Task.checkCancellation()
            var finding = after.finding(rule, judged)
            if let earlier = twin ?? nothing, differs(earlier, judged),
                let cause = cause(corrections, [judged], after, [earlier], before)
            {
                finding.changedBy = change(before.finding(rule, earlier), cause)
            }
            found.append((finding, judged))
        }
        let gone = left.filter { !$0.onlySaysNo && $0.status != .notApplicable && !goesOn($0, before, now, after) }
        guard !gone.isEmpty else { return found }
        // What is no longer found at all, because what called for it was taken back, says more than that nothing is found.
        if let only = now.first, now.count == 1, only.onlySaysNo { found = [] }
        let isCutShort = now.first?.note == .endedEarly
        for earlier in gone {
            guard let cause = cause(corrections, [], after, [earlier], before) else { continue }
            var finding = before.finding(rule, earlier.takenBack(isCutShort ? .endedEarly : .takenBack))
            finding.changedBy = change(before.finding(rule, earlier), cause)
            found.append((finding, nil))
        }
        return found
    }

    /// Whether a clock or a state that was found before still runs, with fewer turns, or periods that are now one.
    private static func goesOn(_ earlier: Judged, _ before: Evaluation, _ now: [Judged], _ after: Evaluation) -> Bool {
        guard earlier.isStretch else { return false }
        return now.contains { one in
            guard !one.onlySaysNo, isSameMatter(earlier, before, one, after) else { return false }
            return earlier.base != nil || !Stretches.intersection([earlier.period], [one.period]).isEmpty
        }
    }

    private static func change(_ earlier: Finding, _ cause: Position) -> Finding.Change {
        Finding.Change(correction: cause, status: earlier.status, due: earlier.due, done: earlier.done)
    }

    /// Whether both are about the same child, and the same trigger or what states it anew.
    private static func isSameMatter(_ a: Judged, _ before: Evaluation, _ b: Judged, _ after: Evaluation) -> Bool {
        guard a.child == b.child, a.member == b.member else { return false }
        guard let one = a.trigger, let two = b.trigger else { return a.trigger == nil && b.trigger == nil }
        return root(before.table.event(one), after.table.record) == root(after.table.event(two), after.table.record)
    }

    /// Whether both are about one thing: the same trigger, or what states it anew, or the same turn or period.
    private static func same(_ a: Judged, _ before: Evaluation, _ b: Judged, _ after: Evaluation) -> Bool {
        guard isSameMatter(a, before, b, after) else { return false }
        guard let one = a.base, let two = b.base else {
            return (a.base == nil) == (b.base == nil) && (a.trigger != nil || a.period.lo == b.period.lo)
        }
        return one.lo == two.lo
    }

    /// The first event in a row of restatements.
    private static func root(_ event: Event, _ record: Record) -> EventReference {
        guard let at = record.index(of: event.attributes.reference) else { return event.attributes.reference }
        return record.events[record.original(at)].attributes.reference
    }

    private static func differs(_ a: Judged, _ b: Judged) -> Bool {
        a.status != b.status || a.due != b.due || a.done?.lo != b.done?.lo
    }

    /// Of the events that findings rest on.
    private static func positions(_ found: [Judged], _ evaluation: Evaluation) -> [Position] {
        found.flatMap { judged in judged.evidence + [judged.trigger].compactMap(\.self) }.map {
            evaluation.table.event($0).position
        }
    }

    /// The latest correction that touches what the findings rest on; the latest of all where none touches it directly (a
    /// state may have changed).
    private static func cause(
        _ corrections: [Int], _ now: [Judged], _ after: Evaluation, _ then: [Judged], _ before: Evaluation
    ) -> Position? {
        let record = after.table.record
        let involved = Set(positions(now, after) + positions(then, before))
        let direct = corrections.last { index in
            involved.contains(record.events[index].position)
                || record.correction(index).putsRight.contains {
                    $0.index.map { involved.contains(record.events[$0].position) } ?? false
                }
        }
        return (direct ?? corrections.last).map { record.events[$0].position }
    }
}

extension Judged {
    /// Whether it is a turn of a clock or a period of a state: what may begin otherwise and still be the same.
    fileprivate var isStretch: Bool { base != nil || trigger == nil && status != .notApplicable }

    /// Whether it says only that the clause does not apply.
    fileprivate var onlySaysNo: Bool { status == .notApplicable && trigger == nil && answer == nil }
}

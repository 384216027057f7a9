import Events
import Practice

/// A finding rests on the record as it now stands. Where a correction changed it, it says so and names the finding before.
enum Corrections {
    static func findings(by engine: Engine, of subject: Subject, in record: Record, asAt: Day, now: Instant) -> [Finding] {
        let after = Evaluation(engine, record, of: subject, asAt: asAt, now: now)
        after.run()
        let corrections = record.events.indices.filter { corrects($0, record) }
        guard !corrections.isEmpty else { return after.findings() }
        // As the record stood without what put it right.
        let left = Set(corrections)
        let events = record.events.indices.filter { !left.contains($0) }.map { record.events[$0] }
        let before = Evaluation(engine, Record(events, of: record.subject), of: subject, asAt: asAt, now: now)
        before.run()
        var found: [Finding] = []
        for number in engine.compiled.indices {
            let rule = engine.compiled[number]
            found += compare(rule, after, before, after.results[number], before.results[number], corrections)
        }
        return found
    }

    /// Whether an event withdraws or states anew what this record held.
    private static func corrects(_ index: Int, _ record: Record) -> Bool {
        guard record.stands(index) else { return false }
        return record.ties[index].corrects.contains { target in
            guard let at = target.index else { return false }
            return record.ties[at].isWithdrawn || record.ties[at].isRestated
        }
    }

    private static func compare(
        _ rule: CompiledClause, _ after: Evaluation, _ before: Evaluation, _ now: [Judged], _ then: [Judged], _ corrections: [Int]
    ) -> [Finding] {
        var left = then
        var found: [Finding] = []
        for judged in now {
            var finding = after.finding(rule, judged)
            let twin = left.firstIndex { same($0, before, judged, after) }
            if let twin {
                let earlier = left.remove(at: twin)
                if differs(earlier, judged), let cause = cause(corrections, [judged], after, [earlier], before) {
                    finding.changedBy = change(before.finding(rule, earlier), cause)
                }
            }
            found.append(finding)
        }
        // What is no longer found at all, because what called for it was taken back.
        for earlier in left where earlier.trigger >= 0 && earlier.status != .notApplicable {
            guard let cause = cause(corrections, [], after, [earlier], before) else { continue }
            var gone = earlier
            gone.status = .notApplicable
            gone.note = .triggerWithdrawn
            gone.due = nil
            gone.done = nil
            gone.evidence = []
            var finding = before.finding(rule, gone)
            finding.changedBy = change(before.finding(rule, earlier), cause)
            if found.count == 1, found[0].status == .notApplicable, found[0].trigger == nil { found = [] }
            found.append(finding)
        }
        return found
    }

    private static func change(_ earlier: Finding, _ cause: Position) -> Finding.Change {
        Finding.Change(correction: cause, status: earlier.status, due: earlier.due, done: earlier.done)
    }

    /// Whether both are about one thing: the same trigger, or what states it anew, or the same turn or period.
    private static func same(_ a: Judged, _ before: Evaluation, _ b: Judged, _ after: Evaluation) -> Bool {
        guard a.child == b.child, a.member == b.member, (a.trigger < 0) == (b.trigger < 0) else { return false }
        if a.trigger >= 0 {
            let was = root(before.table.event(a.trigger), after.table.record)
            let isNow = root(after.table.event(b.trigger), after.table.record)
            guard was == isNow else { return false }
        }
        guard let one = a.base, let two = b.base else {
            return (a.base == nil) == (b.base == nil) && (a.trigger >= 0 || a.period.lo == b.period.lo)
        }
        return one.lo == two.lo
    }

    /// The first event in a row of restatements.
    private static func root(_ event: Event, _ record: Record) -> EventReference {
        guard var at = record.index(of: event.attributes.reference) else { return event.attributes.reference }
        var steps = 0
        while record.events[at].attributes.type != "record.corrected", let earlier = record.ties[at].corrects.first?.index,
            record.ties[earlier].isRestated, steps < record.events.count
        {
            at = earlier
            steps += 1
        }
        return record.events[at].attributes.reference
    }

    private static func differs(_ a: Judged, _ b: Judged) -> Bool {
        a.status != b.status || a.due != b.due || a.done?.lo != b.done?.lo
    }

    /// The latest correction that touches what the findings rest on; the latest of all where none touches it directly (a
    /// state may have changed).
    private static func cause(
        _ corrections: [Int], _ now: [Judged], _ after: Evaluation, _ then: [Judged], _ before: Evaluation
    ) -> Position? {
        let record = after.table.record
        let involved = Set(
            now.flatMap { ([$0.trigger] + $0.evidence).filter { $0 >= 0 } }.map { after.table.event($0).position }
                + then.flatMap { ([$0.trigger] + $0.evidence).filter { $0 >= 0 } }.map { before.table.event($0).position })
        let direct = corrections.last { index in
            involved.contains(record.events[index].position)
                || record.ties[index].corrects.contains {
                    $0.index.map { involved.contains(record.events[$0].position) } ?? false
                }
        }
        return (direct ?? corrections.last).map { record.events[$0].position }
    }
}

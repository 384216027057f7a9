public import Events
public import JSON

/// A stretch of local days without something that should recur.
public struct Gap: Sendable {
    /// The entry it begins with; nil where it begins with the opening of the case.
    public private(set) var after: Position?
    public private(set) var from: Day
    /// The entry it ends with; nil where it goes on to the day asked about.
    public private(set) var before: Position?
    public private(set) var to: Day
    /// What was missing, as "visit" or "oversight".
    let what: String
    /// The types that were looked for.
    public let types: [String]
    /// Entries of which not even the day is known, and that may lie in it, each with its time in words.
    var mayHold: [(position: Position, time: String)] = []

    public var days: Int { to.number - from.number }

    /// The gap in a sentence.
    public var sentence: String {
        let perhaps = mayHold.map { "entry \($0.position) (\($0.time))" }.joined(separator: ", ")
        return "No \(what) is recorded between \(Plain.date(from)) and \(Plain.date(to)) (\(Plain.count(days, "day")))"
            + (perhaps.isEmpty ? "." : "; \(perhaps) may lie in it.")
    }

    /// The gaps of at least one day between `moments` of a record, in order of time.
    ///
    /// - Parameters:
    ///   - moments: indexes in order of time.
    ///   - start: the opening of the case: a first gap runs from there.
    ///   - asAt: a last gap runs up to here.
    ///
    /// Entries of which not even the day is known end a gap only where they surely lie in it, and then by the first and the last
    /// day that they may be of; where they may lie in it, the gap says so.
    static func between(
        _ moments: [Int], of record: Record, what: String, types: [String], from start: Day? = nil, to asAt: Day? = nil
    ) -> [Gap] {
        var gaps: [Gap] = []
        let vague = moments.filter { record.events[$0].isVague }
        let exact = moments.filter { !record.events[$0].isVague }
        // What is recorded before the opening is a beginning too.
        let first = exact.first.map { record.events[$0].day }
        var last: (position: Position?, day: Day)?
        if let start, first.map({ $0 >= start }) ?? true {
            last = (nil, start)
        } else if start == nil, let end = first ?? asAt {
            // With no exact beginning, one that surely lies before.
            let before = vague.filter { record.events[$0].days.last < end }.max {
                record.events[$0].days.last < record.events[$1].days.last
            }
            last = before.map { (record.events[$0].position, record.events[$0].days.last) }
        }
        for index in exact {
            let event = record.events[index]
            if let last, event.day > last.day {
                gaps.append(
                    Gap(after: last.position, from: last.day, before: event.position, to: event.day, what: what, types: types))
            }
            if last.map({ event.day >= $0.day }) ?? true { last = (event.position, event.day) }
        }
        if let last, let asAt, asAt > last.day {
            gaps.append(Gap(after: last.position, from: last.day, before: nil, to: asAt, what: what, types: types))
        }
        return vague.reduce(gaps) { gaps, index in gaps.flatMap { $0.split(by: record.events[index]) } }
    }

    /// The gap, or what is left of it, beside an entry of which not even the day is known.
    private func split(by event: Event) -> [Gap] {
        let (first, last) = event.days
        guard event.position != after, first < to, last > from else { return [self] }
        guard first >= from, last <= to else {
            var gap = self
            gap.mayHold.append((event.position, Plain.time(of: event)))
            return [gap]
        }
        var (one, other) = (self, self)
        (one.before, one.to) = (event.position, first)
        (other.after, other.from) = (event.position, last)
        return [one, other].filter { $0.days > 0 }
    }
}

extension Gap: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("of", types)
            $0.member("after", after?.rawValue)
            $0.member("from", from.description)
            $0.member("before", before?.rawValue)
            $0.member("to", to.description)
            $0.member("days", days)
            if !mayHold.isEmpty { $0.member("may_hold", positions: mayHold.map(\.position)) }
            $0.member("says", sentence)
        }
    }
}

extension [Gap] {
    /// Those that have a day, or an end, within the period.
    func reaching(into period: Period) -> [Gap] {
        let (first, last) = (period.from.map { London.day(of: $0) }, period.to.map { London.day(of: $0) })
        return filter { gap in (first.map { gap.to >= $0 } ?? true) && (last.map { gap.from <= $0 } ?? true) }
    }

    /// The longest, the earlier of two that are equal.
    var longest: Gap? {
        var longest: Gap?
        for gap in self where gap.days > (longest?.days ?? -1) { longest = gap }
        return longest
    }
}

extension Record {
    /// The local day on which the case was first opened, where that is on record.
    func opening(by end: Instant?) -> Day? {
        briefs.indices.filter { briefs[$0].kind == .caseOpened && counts($0) && happened($0, by: end) }
            .map { events[$0].day }.min()
    }
}

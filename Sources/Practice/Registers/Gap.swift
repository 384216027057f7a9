public import Events
public import JSON

/// A stretch of local days without something that should recur.
public struct Gap: Sendable {
    /// The entry it begins with; nil where it begins with the opening of the case.
    public let after: Position?
    public let from: Day
    /// The entry it ends with; nil where it goes on to the day asked about.
    public let before: Position?
    public let to: Day
    /// What was missing, as "visit" or "oversight".
    let what: String
    /// The types that were looked for.
    public let types: [String]

    public var days: Int { to.number - from.number }

    /// The gap in a sentence.
    public var sentence: String {
        "No \(what) is recorded between \(Plain.date(from)) and \(Plain.date(to)) (\(Plain.count(days, "day")))."
    }

    /// The gaps of at least one day between `moments` of a record, in order of time.
    ///
    /// - Parameters:
    ///   - moments: indexes in order of time.
    ///   - start: the opening of the case: a first gap runs from there.
    ///   - asAt: a last gap runs up to here.
    static func between(
        _ moments: [Int], of record: Record, what: String, types: [String], from start: Day? = nil, to asAt: Day? = nil
    ) -> [Gap] {
        var gaps: [Gap] = []
        var last: (position: Position?, day: Day)? = start.map { (nil, $0) }
        for index in moments {
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
        return gaps
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

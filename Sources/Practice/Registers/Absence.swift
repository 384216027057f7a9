import Events

extension Record {
    /// That nothing of a kind is on record, in a sentence; nil where there is something within the period. Of a period it
    /// names the period, and what stands next to it outside: a sentence that is copied must not deny what is recorded.
    ///
    /// - Parameters:
    ///   - words: the sentence's beginning, as "No visit is recorded".
    ///   - all: indexes of everything of the kind, in order of time.
    func absence(of words: String, among all: [Int], _ period: Period) -> String? {
        guard !all.contains(where: { period.contains(briefs[$0].time) }) else { return nil }
        func neighbour(_ name: String, _ index: Int?) -> String? {
            index.map {
                let day = events[$0].isVague ? Plain.time(of: events[$0]) : Plain.date(events[$0].day)
                return "\(name) is of \(day) (entry \(events[$0].position))"
            }
        }
        // What is known to the month, the year or about may lie in the period, though the day it is filed under does not.
        let maybe = all.filter { events[$0].isVague && period.mayHold(events[$0]) }
        let before = period.from.flatMap { from in all.last { briefs[$0].time < from } }
        let after = period.to.flatMap { to in all.first { briefs[$0].time > to } }
        let perhaps =
            maybe.isEmpty
            ? ""
            : "; " + maybe.map { "entry \(events[$0].position) (\(Plain.time(of: events[$0])))" }.joined(separator: ", ")
                + " may be"
        let neighbours = [
            neighbour("the last before", before.flatMap { maybe.contains($0) ? nil : $0 }),
            neighbour("the next", after.flatMap { maybe.contains($0) ? nil : $0 }),
        ].compactMap(\.self)
        let rest = neighbours.isEmpty ? "" : "; " + neighbours.joined(separator: ", ")
        // What is withheld from whoever asks may be just what is not found.
        let sight = isPartial ? ", as far as you may see" : ""
        return words + period.words + perhaps + rest + sight + "."
    }
}

extension Period {
    /// Whether an event may have happened within it, by what is known of its day.
    fileprivate func mayHold(_ event: Event) -> Bool {
        let (first, last) = event.days
        return (from.map { London.end(of: last) >= $0 } ?? true) && (to.map { London.start(of: first) <= $0 } ?? true)
    }

    /// As " from 1 September 2025 to 20 November 2025" or " on 1 September 2025"; empty for all of time.
    var words: String {
        switch (from, to) {
        case (nil, nil): ""
        case (let from?, nil): " since \(Self.edge(from, London.start))"
        case (nil, let to?): " up to \(Self.edge(to, London.end))"
        case (let from?, let to?) where London.start(of: London.day(of: to)) == from && lastDay != nil:
            " on \(Self.edge(from, London.start))"
        case (let from?, let to?): " from \(Self.edge(from, London.start)) to \(Self.edge(to, London.end))"
        }
    }

    /// A day, where the moment is its edge; else the moment.
    private static func edge(_ moment: Instant, _ edge: (Day) -> Instant) -> String {
        let day = London.day(of: moment)
        return edge(day) == moment ? Plain.date(day) : moment.description
    }
}

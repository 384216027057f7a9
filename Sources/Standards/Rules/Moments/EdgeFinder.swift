import Events
import JSON
import Practice

/// Finds the days around which the findings of a clause change while an event moves: those of the other events that its time is
/// compared with, of dates that they give, and as long before and after these as the clause measures.
struct EdgeFinder {
    private let evaluation: Evaluation
    /// By clause.
    private var measures: [Int: Measures] = [:]
    /// By the place of an event in the record.
    private var fitting: [Int: Set<Int>] = [:]
    private var shifted: [Shift: Int?] = [:]

    init(_ evaluation: Evaluation) { self.evaluation = evaluation }

    private struct Measures {
        /// In order of time.
        let edges: [Edge]
        let spans: Set<Span>
        /// Whether it looks at when something was entered.
        let looksAtEntering: Bool
    }

    private struct Edge: Hashable {
        let day: Int
        /// The place in the record of the event that makes it; nil where it stands whatever moves.
        let source: Int?
    }

    private struct Shift: Hashable {
        let day: Int
        let span: Span
        let sign: Int
    }

    /// The patterns that an event matches.
    mutating func patterns(fitting entry: Entry) -> Set<Int> {
        if let known = fitting[entry.index] { return known }
        let place = evaluation.table.place(ofIndex: entry.index)
        let found = Set(
            (evaluation.engine.patternsByType[entry.type] ?? []).filter { number in
                place.map { evaluation.hit(evaluation.engine.patterns[number].tests, $0) != nil } ?? true
            })
        fitting[entry.index] = found
        return found
    }

    /// The edges of a clause, as days, up to a day beyond what is known of an event's time.
    mutating func days(around entry: Entry, _ clause: Int) -> [Int] {
        let known = measures[clause] ?? measures(of: clause)
        measures[clause] = known
        let first = London.day(of: entry.when.first).number - 1
        let last = London.day(of: entry.when.last).number + 1
        var found: Set<Int> = []
        for edge in known.edges[start(of: first, in: known.edges)...] {
            if edge.day > last { break }
            if edge.source != entry.index { found.insert(edge.day) }
        }
        // What an event says of other days its own time is compared with too.
        for day in evaluation.days(givenBy: entry, known.looksAtEntering) {
            for other in [day] + shifted(day, by: known.spans) where (first...last).contains(other) { found.insert(other) }
        }
        return found.sorted()
    }

    /// Where the edges from a day on begin.
    private func start(of day: Int, in edges: [Edge]) -> Int {
        var (low, high) = (0, edges.count)
        while low < high {
            let middle = (low + high) / 2
            if edges[middle].day < day { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func measures(of clause: Int) -> Measures {
        let table = evaluation.table
        let beside = evaluation.engine.reaches[clause].beside
        var marks: Set<Edge> = [Edge(day: evaluation.asAt.number, source: nil)]
        func mark(_ moment: Int64, _ source: Int?) {
            guard moment != .min, moment != .max else { return }
            marks.insert(Edge(day: London.day(of: Instant(microseconds: moment)).number, source: source))
        }
        let requirement = evaluation.engine.compiled[clause].requirement
        let looksAtEntering = requirement?.events.contains { $0.required.measuredAt == .enteredAt } == true
        for entry in table.entries where beside.holds(entry.type, matching: patterns(fitting: entry)) {
            mark(entry.when.lo, entry.index)
            mark(entry.when.hi, entry.index)
            for day in evaluation.days(givenBy: entry, looksAtEntering) { marks.insert(Edge(day: day, source: entry.index)) }
        }
        var spans = beside.spans
        for judged in evaluation.results[clause] {
            if let span = judged.limit?.span { spans.insert(span) }
            mark(judged.period.lo, judged.period.start.map { table.entries[$0].index })
            mark(judged.period.hi, judged.period.end.map { table.entries[$0].index })
        }
        for day in evaluation.parameters.daysOfChange { marks.insert(Edge(day: day.number, source: nil)) }
        var found = marks
        for edge in marks { for day in shifted(edge.day, by: spans) { found.insert(Edge(day: day, source: edge.source)) } }
        return Measures(edges: found.sorted { $0.day < $1.day }, spans: spans, looksAtEntering: looksAtEntering)
    }

    /// So long before and after a day.
    private mutating func shifted(_ day: Int, by spans: Set<Span>) -> [Int] {
        var found: [Int] = []
        for span in spans {
            for sign in [-1, 1] { if let other = shift(day, by: span, sign) { found.append(other) } }
        }
        return found
    }

    private mutating func shift(_ day: Int, by span: Span, _ sign: Int) -> Int? {
        let key = Shift(day: day, span: span, sign: sign)
        if let known = shifted[key] { return known }
        var found: Int?
        if case .due(let due) = evaluation.clock.shift(Day(number: day), by: span, sign: sign) { found = due.day.number }
        shifted[key] = found
        return found
    }
}

extension Evaluation {
    /// The days that an event gives beside its own: those that its data names, and when it was entered where that is looked at.
    fileprivate func days(givenBy entry: Entry, _ looksAtEntering: Bool) -> [Int] {
        var found: [Int] = []
        let entered = table.record.events[entry.index].header.attributes.enteredTime?.instant
        if looksAtEntering, let entered { found.append(London.day(of: entered).number) }
        guard let data = entry.data else { return found }
        for member in data.members { if let when = Self.when(member.value) { found.append(London.day(of: when.first).number) } }
        return found
    }
}

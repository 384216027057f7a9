import Events
import JSON

/// The placements of one child: when each began, and which end ended it.
struct Placements {
    struct One {
        /// The place of `placement.started`.
        let start: Int
        /// The place of the `placement.ended` that ended it; nil while it is open.
        var end: Int?
        /// Ends of which it is not clear whether they ended this one.
        var unclear: [Int] = []
        /// The place of the event that ended all placements: the end of being looked after, or the closing of the case.
        var closed: Int?
        let isShortBreak: Bool

        /// The last place that ended it one way or the other.
        var over: Int? { end ?? closed }
    }

    private(set) var all: [One] = []
    /// The placement, by its number in `all`, that each end ended, by the end's place.
    private(set) var endedBy: [Int: Int] = [:]
    /// Ends of which it is not clear what they ended.
    private(set) var unclear: Set<Int> = []

    init(_ table: EventTable, child: Int) {
        for place in Self.events(table, child) {
            switch table.entries[place].type {
            case KnownType.placementStarted.rawValue:
                let isShort = table.entries[place]["placement_type"]?.says("short_break") == true
                all.append(One(start: place, isShortBreak: isShort))
            case KnownType.placementEnded.rawValue: end(place, table)
            default: for number in all.indices where all[number].over == nil { all[number].closed = place }
            }
        }
    }

    /// Starts and ends in order of time; at one moment the ends come first.
    private static func events(_ table: EventTable, _ child: Int) -> [Int] {
        var places = table.all(.placementStarted) + table.all(.placementEnded)
        guard !places.isEmpty else { return [] }
        places += table.all(.statusEnded).filter { table.entries[$0]["status"]?.says("looked_after") == true }
        places += table.all(.caseClosed).filter { table.entries[$0]["service"]?.says("early_help") != true }
        let start = KnownType.placementStarted.rawValue
        return places.filter { table.entries[$0].concerns(child) }.sorted {
            let (a, b) = (table.entries[$0], table.entries[$1])
            if a.order != b.order { return a.order < b.order }
            if (a.type == start) != (b.type == start) { return a.type != start }
            return $0 < $1
        }
    }

    /// An end names its placement, or is that of the only open placement of its type. Where none or several fit, nothing
    /// ends, and what depends on it is in doubt.
    private mutating func end(_ place: Int, _ table: EventTable) {
        let entry = table.entries[place]
        let open = all.indices.filter { all[$0].end == nil }
        if let named = entry["placement"]?.string {
            let reference = EventReference(named, from: table.event(place).header.attributes.source)
            let byEvent = open.filter { table.event(all[$0].start).header.attributes.reference == reference }
            let byHome = open.filter { table.entries[all[$0].start]["home"]?.says(named) == true }
            if let found = byEvent.last ?? (byHome.count == 1 ? byHome.first : nil) {
                all[found].end = place
                endedBy[place] = found
            }
            return
        }
        let fitting = open.filter { number in
            guard let type = entry["placement_type"]?.string else { return true }
            return table.entries[all[number].start]["placement_type"]?.says(type) == true
        }
        if fitting.count == 1 {
            all[fitting[0]].end = place
            endedBy[place] = fitting[0]
        } else if !open.isEmpty {
            unclear.insert(place)
            for number in fitting.isEmpty ? open : fitting { all[number].unclear.append(place) }
        }
    }

    /// The placement that began at `place`.
    func beginning(at place: Int) -> One? { all.first { $0.start == place } }

    /// Placements, short breaks left out, that were open when `entry` happened.
    func open(at entry: Entry, _ table: EventTable) -> [One] {
        all.filter { one in
            guard !one.isShortBreak, table.entries[one.start].order <= entry.order else { return false }
            return one.over.map { table.entries[$0].order > entry.order } ?? true
        }
    }
}

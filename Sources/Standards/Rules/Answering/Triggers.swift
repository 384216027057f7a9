import Events

/// The triggers of a clause that are looked at together, those for one child, with what is asked of them for record after record:
/// which of them a record is tied to, and between which others each stands. Each is worked out once, as there may be thousands.
final class Triggers {
    /// In order of time.
    let places: [Int]
    private let table: EventTable
    private lazy var members = Set(places)
    /// Those that name a record as their basis, by the record's place.
    private lazy var naming: [Int: [Int]] = places.reduce(into: [:]) { found, trigger in
        for place in table.named(by: trigger) { found[place, default: []].append(trigger) }
    }
    /// By the place of a record.
    private var ties: [Int: Ties] = [:]
    /// Records of a type, by the trigger that they are tied to.
    private var tied: [Int: [Int: [Int]]] = [:]
    private var days: [Rivalry: TriggerDays] = [:]
    /// Of each trigger, by the number of the pattern that an answer must match.
    private var gaps: [Int: [Gap]] = [:]

    init(_ places: [Int], _ table: EventTable) {
        self.places = places.sorted()
        self.table = table
    }

    /// What sources state of a record and these triggers.
    final class Ties {
        /// Those of which either names the other.
        let direct: Set<Int>
        /// The events by way of which the record rests on a trigger.
        let ways: [Int: [Int]]

        init(direct: Set<Int>, ways: [Int: [Int]]) {
            self.direct = direct
            self.ways = ways
        }

        func contains(where holds: (Int) -> Bool) -> Bool { direct.contains(where: holds) || ways.keys.contains(where: holds) }
    }

    /// Which triggers bound one another.
    private struct Rivalry: Hashable {
        /// Of the children that a trigger is about.
        let children: [Int]
        /// What tells it from others, by number.
        let identities: [Int]
    }

    /// Between which moments, both excluded, a record lies that may be for a trigger by its date.
    struct Gap {
        let after: Int64
        let before: Int64
    }

    func ties(of place: Int) -> Ties {
        if let known = ties[place] { return known }
        let direct = table.named(by: place).intersection(members).union(naming[place] ?? [])
        let found = Ties(direct: direct, ways: table.namesBasis(place) ? table.ways(from: place, to: members) : [:])
        ties[place] = found
        return found
    }

    /// The events by way of which a record rests on a trigger; nil where it does not, or only by way of another trigger, as what
    /// that one called for answers it.
    func way(from place: Int, to trigger: Int) -> [Int]? { ties(of: place).ways[trigger] }

    /// The records of a type that are tied to a trigger, in order of time.
    func records(ofType type: Int, tiedTo trigger: Int) -> [Int] {
        if let known = tied[type] { return known[trigger] ?? [] }
        var found: [Int: [Int]] = [:]
        for place in table.byType[type] {
            let ties = ties(of: place)
            for other in ties.direct.union(ties.ways.keys) { found[other, default: []].append(place) }
        }
        tied[type] = found
        return found[trigger] ?? []
    }

    /// The day of a trigger among those that it shares a child with.
    ///
    /// - Parameters:
    ///   - identities: numbers of what tells it from others; none where it is bounded by all.
    ///   - isRival: whether another bounds it: the same of all triggers with these identities.
    func day(of trigger: Int, _ identities: [Int] = [], among isRival: (Int) -> Bool = { _ in true }) -> TriggerDay {
        let entry = table.entries[trigger]
        let rivalry = Rivalry(children: entry.children, identities: identities)
        if let known = days[rivalry] { return known.day(of: trigger, table) }
        let rivals = places.filter { table.entries[$0].shares(childrenOf: entry) && isRival($0) }
        let found = TriggerDays(of: rivals, table)
        days[rivalry] = found
        return found.day(of: trigger, table)
    }

    /// The gaps of all triggers, in their order, for answers that match a pattern.
    func gaps(_ pattern: Int, of day: (Int) -> TriggerDay) -> [Gap] {
        if let known = gaps[pattern] { return known }
        let found = places.map { trigger in
            let day = day(trigger)
            return Gap(after: day.previous, before: day.next)
        }
        gaps[pattern] = found
        return found
    }
}

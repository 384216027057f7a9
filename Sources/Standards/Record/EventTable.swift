import Events
import JSON
import Practice

/// The events of one subject laid out for the rules: in the order of the world, by type, with their children numbered.
///
/// Holds what counts only: what is withdrawn or stated anew is left out, and so is what had not happened by the day asked
/// about.
final class EventTable {
    let record: Record
    let subject: Subject
    /// In order of time, then of position.
    let entries: [Entry]
    /// Places in `entries` of each type's own events, by the type's number.
    let byType: [[Int]]
    /// Places of the events of each type that the subject did elsewhere or that are about others.
    let elsewhere: [[Int]]
    /// Events of which not even the day is known, if they may have happened by the end; even those left out of `entries`
    /// because the moment that their source gives lies after it.
    let vague: [Entry]
    /// Names of the children, by number.
    let children: [String]
    /// How many of `children` are the case's; the rest are only mentioned.
    let ownChildren: Int
    /// Place in `entries` of each event of the record; -1 for those left out.
    private let places: [Int]
    /// Places in `entries` of what stands on each case, by the case's reference: what is asked of every case of a service must not
    /// look through the events of all others.
    private(set) lazy var byCase = casePlaces()
    /// The local day on which each of `entries` happened, or began: rules that compare triggers ask for it again and again.
    private(set) lazy var days: [Day] = entries.map { London.day(of: $0.when.first) }
    /// How often it was asked what an event is based on, in search of a way.
    private(set) var basesFollowed = 0

    /// - Parameters:
    ///   - end: what happens later is left out.
    ///   - gaps: sources known never to supply some fields.
    init(_ record: Record, of subject: Subject, types: TypeNames, until end: Instant, gaps: Set<String>) {
        self.record = record
        self.subject = subject
        let names = SubjectNames(subject, record)
        var family = Children(record)
        var found: [Entry] = []
        found.reserveCapacity(record.events.count)
        var vague: [Entry] = []
        for index in record.events.indices {
            let event = record.events[index]
            let attributes = event.header.attributes
            let isLater = attributes.time.instant > end
            guard record.stands(index), !record.isRemark(index), !isLater || attributes.timePrecision != nil else { continue }
            let type = types.number(of: attributes.type)
            var when = When(attributes)
            if when.isVague { when.end(by: event.header) }
            if isLater, !when.isVague || when.lo > end.microseconds { continue }
            let isAbout = attributes.timePrecision == .about
            let entry = Entry(
                index: index, position: event.header.position, type: type, when: when,
                order: isAbout ? min(attributes.time.instant.microseconds, when.hi) : when.lo,
                children: subject.kind == .case ? family.numbers(of: event) : [], reach: names.reach(of: event),
                data: event.data, hasGaps: !gaps.isEmpty && gaps.contains(attributes.source))
            if !isLater { found.append(entry) }
            if when.isVague { vague.append(entry) }
        }
        found.sort { $0.order != $1.order ? $0.order < $1.order : $0.index < $1.index }
        entries = found
        self.vague = vague
        (byType, elsewhere, places) = Self.lay(out: found, types: types.names.count, record)
        children = family.names
        ownChildren = family.own
    }

    /// The same with one event at a certain moment; without it where that is nil.
    init(_ other: EventTable, moving entry: Entry, to moment: Int64?) {
        record = other.record
        subject = other.subject
        children = other.children
        ownChildren = other.ownChildren
        var found = other.entries.filter { $0.index != entry.index }
        if let moment {
            let place =
                found.firstIndex { $0.order != moment ? $0.order > moment : $0.index > entry.index } ?? found.endIndex
            found.insert(Entry(entry, at: moment), at: place)
        }
        entries = found
        vague = []
        (byType, elsewhere, places) = Self.lay(out: found, types: other.byType.count, other.record)
    }

    private static func lay(
        out entries: [Entry], types: Int, _ record: Record
    ) -> (byType: [[Int]], elsewhere: [[Int]], places: [Int]) {
        var byType = [[Int]](repeating: [], count: types)
        var elsewhere = byType
        var places = [Int](repeating: -1, count: record.events.count)
        for place in entries.indices {
            places[entries[place].index] = place
            if entries[place].reach == .own {
                byType[entries[place].type].append(place)
            } else {
                elsewhere[entries[place].type].append(place)
            }
        }
        return (byType, elsewhere, places)
    }

    private func casePlaces() -> [String: [Int]] {
        var found: [String: [Int]] = [:]
        for place in entries.indices {
            let subject = event(place).header.attributes.subject
            if subject.kind == .case { found[subject.ref, default: []].append(place) }
        }
        return found
    }

    /// What stands on a case, of one type, in order of time.
    func places(onCase ref: String, ofType type: Int) -> [Int] { byCase[ref]?.filter { entries[$0].type == type } ?? [] }

    /// The first event that names a child of the case, or records who it is; nil where none does.
    func firstNaming(_ child: Int) -> Entry? { entries.first { names($0, child) } }

    /// Whether an event names a child of the case, or records who it is.
    func names(_ entry: Entry, _ child: Int) -> Bool {
        entry.children.contains(child) || entry.isPerson(called: children[child])
    }

    func event(_ place: Int) -> Event { record.events[entries[place].index] }

    /// The place of an event of the record; nil where it is left out.
    func place(ofIndex index: Int) -> Int? { places[index] >= 0 ? places[index] : nil }

    /// Own events of a type, in order of time.
    func all(_ type: KnownType) -> [Int] { byType[type.rawValue] }

    /// The places of the events that an event is based on.
    func basis(of place: Int) -> [Int] {
        record.basis(entries[place].index).compactMap { $0.index.flatMap(self.place(ofIndex:)) }
    }

    /// Whether an event says what it is based on.
    func namesBasis(_ place: Int) -> Bool { !record.basis(entries[place].index).isEmpty }

    /// Whether `based_on` of either event names the other, or what the other states anew.
    func areLinked(_ a: Int, _ b: Int) -> Bool { names(a, b) || names(b, a) }

    /// What an event names in its `based_on`, and what states that anew.
    func named(by place: Int) -> Set<Int> {
        record.basis(entries[place].index).reduce(into: []) { found, target in
            guard let named = target.index else { return }
            found.formUnion([named, record.current(named)].compactMap(self.place(ofIndex:)))
        }
    }

    private func names(_ a: Int, _ b: Int) -> Bool {
        let wanted = entries[b].index
        for target in record.basis(entries[a].index) {
            guard let named = target.index else { continue }
            if named == wanted || record.current(named) == wanted { return true }
        }
        return false
    }

    /// Events between two that rest on one another, after which a way is too long to mean anything.
    private static let longestWay = 8

    /// The events by way of which one rests on each of some others: what it is based on, what that is based on, and so on. No way
    /// leads through one of `ends`.
    func ways(from place: Int, to ends: Set<Int>) -> [Int: [Int]] {
        var found: [Int: [Int]] = [:]
        var seen: Set = [place]
        var ways: [[Int]] = [[]]
        for _ in 0...Self.longestWay where !ways.isEmpty {
            var longer: [[Int]] = []
            for way in ways {
                for next in standingBasis(of: way.last ?? place) {
                    if ends.contains(next) {
                        if found[next] == nil { found[next] = way }
                    } else if seen.insert(next).inserted {
                        longer.append(way + [next])
                    }
                }
            }
            ways = longer
        }
        return found
    }

    /// What an event is based on, as it now stands.
    private func standingBasis(of place: Int) -> [Int] {
        basesFollowed += 1
        return record.basis(entries[place].index).compactMap { $0.index.flatMap { self.place(ofIndex: record.current($0)) } }
    }

    /// Whether an event names as its basis something that is not in this record.
    func namesBasisElsewhere(_ place: Int) -> Bool {
        record.basis(entries[place].index).contains { $0.index == nil }
    }

    /// Whether an event names a basis, and all it names is not in this record.
    func namesOnlyBasisElsewhere(_ place: Int) -> Bool {
        let named = record.basis(entries[place].index)
        return !named.isEmpty && named.allSatisfy { $0.index == nil }
    }
}

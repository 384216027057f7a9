package import Events
import JSON

/// What one event of a record is tied to. All are indexes into the record's events.
package struct Ties: Sendable {
    /// An event that another names.
    package enum Target: Sendable {
        case here(Int)
        /// Not among the events at this basis.
        case elsewhere(EventReference)

        package var index: Int? { if case .here(let index) = self { index } else { nil } }
        package var reference: EventReference? { if case .elsewhere(let reference) = self { reference } else { nil } }
    }

    /// What it corrects, restates or withdraws: what `corrects` names, or, for a withdrawal or correction without it,
    /// what its data is based on.
    package var corrects: [Target] = []
    /// What its data is based on, in the source's order.
    package var basedOn: [Target] = []
    /// The decision that it ends, where `corrects` names that: an end is about a decision, and states none anew.
    package var ends: Target?
    /// Corrections and restatements of this event that are not withdrawn, in order of position.
    package var correctedBy: [Int] = []
    /// Withdrawals of this event that themselves stand.
    package var withdrawnBy: [Int] = []
    /// All that put this event right and themselves stand, in order of position: what names this one as what it `corrects`.
    package var putRightBy: [Int] { withdrawnBy.isEmpty ? correctedBy : (correctedBy + withdrawnBy).sorted() }
    /// No longer counts: a withdrawal of it stands.
    package var isWithdrawn = false
    /// No longer counts: another event states the same anew.
    package var isRestated: Bool { restatedBy != nil }
    /// The last-told event that states it anew.
    package var restatedBy: Int?

    static func all(of events: [Event], _ briefs: [Brief], at places: [EventReference: Int]) -> [Ties] {
        var ties = [Ties](repeating: Ties(), count: events.count)
        func target(_ reference: EventReference) -> Target {
            places[reference].map { .here($0) } ?? .elsewhere(reference)
        }
        var marking: [Int] = []
        for index in events.indices {
            let basedOn = basedOn(events[index].data, from: events[index].header.attributes.source).map(target)
            ties[index].basedOn = basedOn
            if let corrected = events[index].header.attributes.corrects {
                let named = target(EventReference(corrected, from: events[index].header.attributes.source))
                if briefs[index].kind == .decisionEnded, let ended = named.index, briefs[ended].kind == .decisionMade {
                    ties[index].ends = named
                } else {
                    ties[index].corrects = [named]
                }
            } else if briefs[index].kind.isAboutTheRecord {
                ties[index].corrects = basedOn
            }
            if !ties[index].corrects.isEmpty { marking.append(index) }
        }
        guard !marking.isEmpty else { return ties }
        let withdrawals = Withdrawals(of: briefs, marking: marking, ties: ties)
        for index in withdrawals.withdrawn { ties[index].isWithdrawn = true }
        var targets: [Int: Int] = [:]
        for index in marking where !ties[index].isWithdrawn {
            for case .here(let corrected) in ties[index].corrects where corrected != index {
                if briefs[index].kind == .recordWithdrawn {
                    // In a circle of withdrawals none takes effect.
                    if ties[corrected].isWithdrawn { ties[corrected].withdrawnBy.append(index) }
                } else {
                    ties[corrected].correctedBy.append(index)
                }
            }
            guard let restated = restated(by: index, briefs, ties) else { continue }
            targets[index] = restated
            if ties[index].corrects.first?.index != restated { ties[restated].correctedBy.append(index) }
        }
        restate(briefs, targets, &ties)
        return ties
    }

    private static func basedOn(_ data: JSONValue?, from source: String) -> [EventReference] {
        guard let named = data?["based_on"], named.count > 0 else { return [] }
        return named.elements.compactMap { $0.string.map { EventReference($0, from: source) } }
    }

    /// An event is restated where another that is not withdrawn states it anew. Where several do, each directly or by stating
    /// anew one that does, the last-told of those that nothing states anew counts, and restates the others: whatever their
    /// positions. Events that restate each other in a circle leave each other standing: a circle does not tell which is right.
    private static func restate(_ briefs: [Brief], _ targets: [Int: Int], _ ties: inout [Ties]) {
        let circles = circles(targets)
        func isInOneCircle(_ a: Int, _ b: Int) -> Bool { circles[a] != nil && circles[a] == circles[b] }
        func lastTold(_ indexes: [Int]) -> Int? {
            indexes.max { briefs[$0].told != briefs[$1].told ? briefs[$0].told < briefs[$1].told : $0 < $1 }
        }
        var restating: [Int: [Int]] = [:]
        for (index, target) in targets where !isInOneCircle(index, target) { restating[target, default: []].append(index) }
        for index in ties.indices where !ties[index].correctedBy.isEmpty {
            ties[index].restatedBy = lastTold(
                ties[index].correctedBy.filter { !briefs[$0].kind.isAboutTheRecord && !isInOneCircle(index, $0) })
        }
        for root in restating.keys.sorted() where targets[root] == nil || circles[root] != nil {
            var (waiting, last): ([Int], [Int]) = ([root], [])
            while let index = waiting.popLast() {
                if let more = restating[index] { waiting += more } else { last.append(index) }
            }
            guard last.count > 1, let counting = lastTold(last) else { continue }
            for other in last where other != counting {
                ties[other].restatedBy = counting
                ties[other].correctedBy.append(counting)
                ties[other].correctedBy.sort()
            }
        }
    }

    /// The events that restate each other in a circle, each with a number for its circle. Each event restates at most one,
    /// so following it leads out of the record, to an event that restates none, or around.
    private static func circles(_ targets: [Int: Int]) -> [Int: Int] {
        var circles: [Int: Int] = [:]
        var seen: [Int: Int] = [:]
        for start in targets.keys.sorted() where seen[start] == nil {
            var at = start
            while seen[at] == nil, let next = targets[at] {
                seen[at] = start
                at = next
            }
            guard seen[at] == start else { continue }
            while circles[at] == nil, let next = targets[at] {
                circles[at] = start
                at = next
            }
        }
        return circles
    }

    /// What an event states anew: what it corrects, or, where that is a restatement that was withdrawn, what that one stated
    /// anew.
    private static func restated(by index: Int, _ briefs: [Brief], _ ties: [Ties]) -> Int? {
        guard !ties[index].isWithdrawn, !briefs[index].kind.isAboutTheRecord, let named = ties[index].corrects.first?.index
        else { return nil }
        var target = named
        var passed: Set<Int> = []
        while ties[target].isWithdrawn, !briefs[target].kind.isAboutTheRecord, passed.insert(target).inserted,
            let earlier = ties[target].corrects.first?.index
        {
            target = earlier
        }
        // Withdrawn restatements in a circle lead nowhere.
        if passed.contains(target) { target = named }
        return target != index ? target : nil
    }
}

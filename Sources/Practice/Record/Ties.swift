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
    /// Corrections and restatements of this event that themselves stand, in order of position.
    package var correctedBy: [Int] = []
    /// Withdrawals of this event that themselves stand.
    package var withdrawnBy: [Int] = []
    /// All that put this event right and themselves stand, in order of position: what names this one as what it `corrects`.
    package var putRightBy: [Int] { withdrawnBy.isEmpty ? correctedBy : (correctedBy + withdrawnBy).sorted() }
    /// No longer counts: a withdrawal of it stands.
    package var isWithdrawn = false
    /// No longer counts: another event states the same anew.
    package var isRestated = false

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
                ties[index].corrects = [target(EventReference(corrected, from: events[index].header.attributes.source))]
            } else if briefs[index].kind.isAboutTheRecord {
                ties[index].corrects = basedOn
            }
            if !ties[index].corrects.isEmpty { marking.append(index) }
        }
        guard !marking.isEmpty else { return ties }
        let withdrawals = Withdrawals(of: briefs, marking: marking, ties: ties)
        for index in withdrawals.withdrawn { ties[index].isWithdrawn = true }
        for index in marking where !ties[index].isWithdrawn {
            for case .here(let corrected) in ties[index].corrects where corrected != index {
                if briefs[index].kind == .recordWithdrawn {
                    // In a circle of withdrawals none takes effect.
                    if ties[corrected].isWithdrawn { ties[corrected].withdrawnBy.append(index) }
                } else {
                    ties[corrected].correctedBy.append(index)
                }
            }
        }
        restate(briefs, &ties)
        return ties
    }

    private static func basedOn(_ data: JSONValue?, from source: String) -> [EventReference] {
        guard let named = data?["based_on"], named.count > 0 else { return [] }
        return named.elements.compactMap { $0.string.map { EventReference($0, from: source) } }
    }

    /// An event is restated where another that is not withdrawn states it anew. Where several do, the last-told counts and
    /// restates the others too. Events that restate each other in a circle leave each other standing: a circle does not
    /// tell which is right.
    private static func restate(_ briefs: [Brief], _ ties: inout [Ties]) {
        let circles = circles(briefs, ties)
        for index in ties.indices where !ties[index].correctedBy.isEmpty {
            let restating = ties[index].correctedBy.filter {
                !briefs[$0].kind.isAboutTheRecord && (circles[index] == nil || circles[index] != circles[$0])
            }
            guard !restating.isEmpty else { continue }
            ties[index].isRestated = true
            let last = restating.reduce(restating[0]) { wasTold($0, before: $1, briefs) ? $1 : $0 }
            for other in restating where other != last {
                ties[other].isRestated = true
                if !ties[other].correctedBy.contains(last) { ties[other].correctedBy.append(last) }
            }
        }
    }

    private static func wasTold(_ a: Int, before b: Int, _ briefs: [Brief]) -> Bool {
        briefs[a].told != briefs[b].told ? briefs[a].told < briefs[b].told : a < b
    }

    /// The events that restate each other in a circle, each with a number for its circle. Each event corrects at most one,
    /// so following it leads out of the record, to an event that corrects none, or around.
    private static func circles(_ briefs: [Brief], _ ties: [Ties]) -> [Int: Int] {
        var circles: [Int: Int] = [:]
        var seen = [Int](repeating: -1, count: ties.count)
        for start in ties.indices where !ties[start].corrects.isEmpty && seen[start] < 0 {
            var at = start
            while seen[at] < 0, let next = restates(at, briefs, ties) {
                seen[at] = start
                at = next
            }
            guard seen[at] == start else { continue }
            while circles[at] == nil, let next = restates(at, briefs, ties) {
                circles[at] = start
                at = next
            }
        }
        return circles
    }

    private static func restates(_ index: Int, _ briefs: [Brief], _ ties: [Ties]) -> Int? {
        guard !ties[index].isWithdrawn, !briefs[index].kind.isAboutTheRecord, let target = ties[index].corrects.first?.index,
            target != index
        else { return nil }
        return target
    }
}

import Events
import JSON

extension Record {
    /// The entries that an act is about: those that oversight endorses or looks at, that a challenge or complaint is raised against,
    /// that an answer answers, or the decision that ends; in order of position. Empty for every other kind of entry.
    func about(_ index: Int) -> [Int] {
        guard briefs[index].hasData else { return [] }
        switch briefs[index].kind {
        case .oversightRecorded, .challengeRaised, .challengeResolved, .complaintResponded, .complaintUpdated:
            // A source may name one event twice.
            return Set(restsOn(index)).sorted()
        case .decisionEnded:
            let named = reference(index, "decision").flatMap { self.index(of: $0) }
            // Without the field, an end is tied by the first thing it rests on, or corrects.
            let first = (ties[index].basedOn.first ?? ties[index].corrects.first)?.index
            return [events[index]["decision"] == nil ? first : named].compactMap(\.self)
        case .complaintReceived:
            let names = events[index]["about_events"]?.elements.compactMap { $0.string } ?? []
            let source = events[index].header.attributes.source
            let named = names.compactMap { self.index(of: EventReference($0, from: source)) }
            return Set(named + restsOn(index)).sorted()
        default: return []
        }
    }

    /// By a decision that took others' place, these, in order of position: as their ends say, where these stand.
    var superseded: [Int: [Int]] {
        var found: [Int: [Int]] = [:]
        for (index, brief) in briefs.enumerated() where brief.kind == .decisionEnded && brief.hasData && stands(index) {
            guard let superseding = superseding(index), let ended = about(index).first else { continue }
            if found[superseding]?.contains(ended) != true { found[superseding, default: []].append(ended) }
        }
        return found.mapValues { $0.sorted() }
    }
}

import Events
import JSON

extension Record {
    /// The entries that an act is about: those that oversight, supervision or an approval endorses or looks at, that a challenge or complaint is raised against,
    /// that an answer answers, or the decision that ends; in order of position. Empty for every other kind of entry.
    func about(_ index: Int) -> [Int] {
        guard briefs[index].hasData else { return [] }
        switch briefs[index].kind {
        // Professional supervision is about the worker.
        case .supervisionHeld where events[index]["supervision_type"]?.says("professional") == true: return []
        case .oversightRecorded, .supervisionHeld, .assessmentApproved, .challengeRaised, .challengeResolved, .complaintResponded,
            .complaintUpdated:
            // A source may name one event twice.
            return Set(restsOn(index)).sorted()
        case .decisionEnded: return [ended(by: index)].compactMap(\.self)
        case .complaintReceived:
            let names = events[index]["about_events"]?.elements.compactMap { $0.string } ?? []
            let source = events[index].header.attributes.source
            let named = names.compactMap { self.index(of: EventReference($0, from: source)) }
            return Set(named + restsOn(index)).sorted()
        default: return []
        }
    }

    /// What a decision's end ends: what its field names; without that, the first thing it rests on, or what it `corrects`.
    /// An end stated anew that names nothing ends what the earlier one did.
    private func ended(by index: Int) -> Int? {
        // The first, in a row of ends each of which states the one before it anew, that names what it ends.
        let at = follow(index) { end in
            guard events[end]["decision"] == nil, basis(end).isEmpty, let earlier = correction(end).restated else { return nil }
            return briefs[earlier].kind == .decisionEnded ? earlier : nil
        }
        if events[at]["decision"] != nil { return reference(at, "decision").flatMap { self.index(of: $0) } }
        if let first = basis(at).first { return first.index }
        // Ends that state each other anew in a circle end nothing.
        return correction(at).named.flatMap { briefs[$0].kind == .decisionEnded ? nil : $0 }
    }
}

/// Which decisions ended by what, and which took whose place: as ends say that stand.
struct DecisionEnds {
    /// By decision: its ends, in order of position.
    private(set) var ends: [Int: [Int]] = [:]
    /// By a decision that took others' place: these, in order of position.
    private(set) var superseded: [Int: [Int]] = [:]

    /// - Parameter end: leaves out what happened after it.
    init(_ record: Record, by end: Instant?) {
        for (index, brief) in record.briefs.enumerated()
        where brief.kind == .decisionEnded && brief.hasData && record.stands(index) && record.happened(index, by: end) {
            guard let ended = record.about(index).first, record.briefs[ended].kind == .decisionMade else { continue }
            ends[ended, default: []].append(index)
            guard let superseding = record.superseding(index), superseded[superseding]?.contains(ended) != true else { continue }
            superseded[superseding, default: []].append(ended)
        }
        superseded = superseded.mapValues { $0.sorted() }
    }
}

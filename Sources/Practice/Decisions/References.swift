public import Events
import JSON

extension Event {
    /// The events this one refers to in ways that the register of decisions follows: what it corrects, rests on, ends,
    /// replaces or complains of. An index of these, both ways, is enough to gather all that a decision's entry depends on.
    public var references: [EventReference] {
        var found = basedOn
        if let corrected = attributes.corrected { found.append(corrected) }
        for field in ["decision", "superseded_by"] {
            // In oversight, `decision` is a text; only a decision's end names one.
            guard attributes.type == "decision.ended", let name = self[field]?.string else { continue }
            found.append(EventReference(name, from: attributes.source))
        }
        for about in self["about_events"]?.elements ?? JSONDocument.emptyObject.root.elements {
            if let name = about.string { found.append(EventReference(name, from: attributes.source)) }
        }
        return found
    }
}

extension Event {
    /// The events that a decision's entry may need besides those that refer to it: what ends and what takes its place, and what
    /// this event states anew (others may state the same anew, and then the last-told counts).
    public var alsoNeeded: [EventReference] {
        var found: [EventReference] = []
        if let corrected = attributes.corrected { found.append(corrected) }
        guard attributes.type == "decision.ended" else { return found }
        for field in ["superseded_by", "decision"] {
            if let name = self[field]?.string { found.append(EventReference(name, from: attributes.source)) }
        }
        if self["decision"] == nil, let first = basedOn.first { found.append(first) }
        return found
    }
}

extension Event {
    /// Whether it says how another event stands: corrects, withdraws, ends, oversees or challenges it, or answers who did. Such
    /// an event may be on another subject's record than what it is about.
    public var isRemark: Bool {
        if header.attributes.corrects != nil { return true }
        return switch Brief.Kind.named[header.attributes.type] {
        case .recordCorrected, .recordWithdrawn, .decisionEnded, .oversightRecorded, .supervisionHeld, .assessmentApproved,
            .challengeRaised, .challengeResolved, .complaintReceived, .complaintUpdated, .complaintResponded:
            true
        default: false
        }
    }
}

extension Event {
    /// Whether it is about what the event it states anew is about, as it names nothing itself.
    public var inheritsWhatItIsAbout: Bool { isRemark && attributes.corrected != nil && basedOn.isEmpty }
}

extension Record {
    /// All that a decision's entry in the register depends on, in order of position, the event itself included: the events
    /// that refer to it (``Events/Event/references``) and those it needs (``Events/Event/alsoNeeded``), those that refer to
    /// these, and so on.
    public func closure(of index: Int) -> [Event] {
        var referrers: [Int: [Int]] = [:]
        for (at, event) in events.enumerated() {
            for reference in event.references {
                if let target = self.index(of: reference) { referrers[target, default: []].append(at) }
            }
        }
        var found: Set<Int> = [index]
        var waiting = [index]
        while let at = waiting.popLast() {
            let needed = events[at].alsoNeeded.compactMap { self.index(of: $0) }
            for other in (referrers[at] ?? []) + needed where found.insert(other).inserted { waiting.append(other) }
        }
        return found.sorted().map { events[$0] }
    }

    /// The decision that an end names as taking the place of the one it ends. What is no decision, or is that one itself,
    /// takes no decision's place.
    func superseding(_ index: Int) -> Int? {
        guard briefs[index].kind == .decisionEnded,
            let superseding = reference(index, "superseded_by").flatMap({ self.index(of: $0) }),
            briefs[superseding].kind == .decisionMade, !about(index).contains(superseding)
        else { return nil }
        return superseding
    }

    /// The event that a field of data names.
    func reference(_ index: Int, _ field: String) -> EventReference? {
        let event = events[index]
        return event[field]?.string.map { EventReference($0, from: event.attributes.source) }
    }
}

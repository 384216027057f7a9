import Events
import JSON

extension Index {
    /// Decisions in the order of their times, with what they are looked for by.
    static let decisions = Index(name: "decisions", version: 1) { event, rows in
        guard let facts = DecisionFacts(event) else { return }
        rows.add(nil, event.attributes.time.instant, event.position, facts.bytes)
    }

    /// The same by the person who decided.
    static let decisionsByActor = Index(name: "decisions-by-actor", version: 1) { event, rows in
        guard let facts = DecisionFacts(event), let actor = event.attributes.actor else { return }
        rows.add(actor, event.attributes.time.instant, event.position, facts.bytes)
    }
}

/// What decisions are looked for by, beside person and time.
public struct DecisionFacts: Sendable, Equatable {
    public let subject: String
    public let kind: String
    public let role: String
    public let team: String

    static let type = "decision.made"

    init?(_ event: Event) {
        guard event.attributes.type == Self.type else { return nil }
        subject = event.attributes.subject.description
        kind = event["decision_type"]?.string ?? ""
        role = event.attributes.actorRole ?? ""
        team = event.attributes.actorTeam ?? ""
    }

    /// The four texts, a zero byte after each. No posted attribute has a zero byte.
    var bytes: [UInt8] { [subject, kind, role, team].flatMap { Array($0.utf8) + [0] } }

    init?(_ bytes: [UInt8]) {
        let parts = bytes.split(separator: 0, omittingEmptySubsequences: false)
        guard parts.count == 5 else { return nil }
        let texts = parts.map { String(decoding: $0, as: UTF8.self) }
        (subject, kind, role, team) = (texts[0], texts[1], texts[2], texts[3])
    }
}

public import Events
import JSON

extension Index {
    /// Events whose data names a worker they are about.
    static let workers = Index(name: "workers", version: 1) { event, rows in
        guard let name = event["worker"]?.personKey else { return }
        rows.add(name, nil, event.position)
    }

    /// Events of others whose data names a case they are about: supervision of a worker, audits by a team.
    static let cases = Index(name: "cases", version: 1) { event, rows in
        for reference in Set(event.casesNamed) where event.attributes.subject != Subject(kind: .case, ref: reference) {
            rows.add(reference, nil, event.position)
        }
    }

    /// Events of a team: those its people did, and those whose data names it.
    static let teams = Index(name: "teams", version: 1) { event, rows in
        for team in Set(event.teamsNamed) { rows.add(team, nil, event.position) }
    }

    /// Allocations and transfers by the teams that they name.
    static let allocations = Index(name: "allocations", version: 1) { event, rows in
        guard ["case.allocated", "case.transferred"].contains(event.attributes.type) else { return }
        let named = [event["worker"]?["team"], event["previous_worker"]?["team"], event["to_team"], event["from_team"]]
        for team in Set(named.compactMap { $0?.string }) {
            rows.add(team, nil, event.position)
        }
    }
}

extension Event {
    /// The teams that it is of: that of whoever acted, and those that its data names.
    public var teamsNamed: [String] {
        [attributes.actorTeam, self["team"]?.string, self["audit_team"]?.string].compactMap(\.self)
    }

    /// The types of event whose data names cases that they are about, whatever subject they stand on.
    public static let typesNamingCases = ["supervision.held", "audit.assigned", "audit.completed"]

    /// The references of the cases that it names in its data as what it is about.
    public var casesNamed: [String] {
        guard Self.typesNamingCases.contains(attributes.type) else { return [] }
        let named = (self["cases"]?.elements.compactMap(\.string) ?? []) + [self["audited_case"]?.string].compactMap(\.self)
        // Some write the subject, some the reference.
        return named.map { $0.hasPrefix("case/") ? String($0.dropFirst(5)) : $0 }
    }
}

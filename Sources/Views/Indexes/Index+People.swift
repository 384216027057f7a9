import Events
import JSON

extension Index {
    /// Events whose data names a worker they are about.
    static let workers = Index(name: "workers", version: 1) { event, rows in
        guard let name = event["worker"]?.personKey else { return }
        rows.append(Row(key: IndexKey.row(name, nil, event.position), value: []))
    }

    /// Events of a team: those its people did, and those whose data names it.
    static let teams = Index(name: "teams", version: 1) { event, rows in
        let named = [event.attributes.actorTeam, event["team"]?.string, event["audit_team"]?.string].compactMap(\.self)
        for team in Set(named) { rows.append(Row(key: IndexKey.row(team, nil, event.position), value: [])) }
    }
}

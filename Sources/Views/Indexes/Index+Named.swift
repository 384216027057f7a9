import Events

extension Index {
    /// Events by the person who acted, in the order of their times.
    static let actors = Index(name: "actors", version: 1) { event, rows in
        guard let actor = event.attributes.actor else { return }
        rows.add(actor, event.attributes.time.instant, event.position)
    }

    /// Events of other subjects that also concern a subject.
    static let concerns = Index(name: "concerns", version: 1) { event, rows in
        for subject in Set(event.attributes.concerns) where subject != event.attributes.subject {
            rows.add(subject.description, nil, event.position)
        }
    }

    /// Events by type.
    static let types = Index(name: "types", version: 1) { event, rows in
        rows.add(event.attributes.type, nil, event.position)
    }

    /// Events by source.
    static let sources = Index(name: "sources", version: 1) { event, rows in
        rows.add(event.attributes.source, nil, event.position)
    }
}

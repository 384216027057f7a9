import Events

extension Index {
    /// Events by the person who acted, in the order of their times.
    static let actors = Index(name: "actors", version: 1) { event in
        guard let actor = event.attributes.actor else { return [] }
        let time = IndexKey.time(event.attributes.time.instant)
        return [Row(key: IndexKey.name(actor) + time + IndexKey.position(event.position), value: [])]
    }

    /// Events of other subjects that also concern a subject.
    static let concerns = Index(name: "concerns", version: 1) { event in
        Set(event.attributes.concerns).subtracting([event.attributes.subject]).map {
            Row(key: IndexKey.name($0.description) + IndexKey.position(event.position), value: [])
        }
    }

    /// Events by type.
    static let types = Index(name: "types", version: 1) { event in
        [Row(key: IndexKey.name(event.attributes.type) + IndexKey.position(event.position), value: [])]
    }

    /// Events by source.
    static let sources = Index(name: "sources", version: 1) { event in
        [Row(key: IndexKey.name(event.attributes.source) + IndexKey.position(event.position), value: [])]
    }
}

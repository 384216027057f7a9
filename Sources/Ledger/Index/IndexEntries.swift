import Events

/// The index entries of some events that follow each other in the log.
struct IndexEntries {
    private(set) var places: [IDKey: Place] = [:]
    private(set) var runs: [Subject: Run] = [:]

    /// The events of one subject: their versions follow each other, as their positions rise.
    struct Run {
        let firstVersion: UInt64
        private(set) var positions: [Position] = []

        init(firstVersion: UInt64) { self.firstVersion = firstVersion }

        var lastVersion: UInt64 { firstVersion + UInt64(positions.count) - 1 }

        mutating func append(_ more: some Sequence<Position>) { positions.append(contentsOf: more) }
    }

    var count: Int { places.count }

    mutating func add(_ id: IDKey, _ subject: Subject, _ place: Place) {
        places[id] = place
        runs[subject, default: Run(firstVersion: place.version)].append(CollectionOfOne(place.position))
    }
}

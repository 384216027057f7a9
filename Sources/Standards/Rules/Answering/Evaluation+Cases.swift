import Events
import JSON

extension Evaluation {
    /// Whether a case is open on the day asked about: to a service, or by a status, for any of its children.
    func isOpen(_ ref: String) -> Bool {
        let types: [KnownType] = [.caseOpened, .caseClosed, .statusStarted, .statusEnded]
        let places = types.flatMap { table.places(onCase: ref, ofType: $0.rawValue) }.sorted()
        // The children of a case are no children of the service that is asked about: they are known by their names alone.
        let named = places.map { Set(table.entries[$0]["children"]?.elements.compactMap(\.personKey) ?? []) }
        let children = named.reduce(into: Set<String>()) { $0.formUnion($1) }
        guard children.count > 1 else { return isOpen(by: places) }
        return children.contains { child in
            isOpen(by: zip(places, named).filter { $1.isEmpty || $1.contains(child) }.map(\.0))
        }
    }

    private func isOpen(by places: [Int]) -> Bool {
        var services: Set<String> = []
        var statuses: Set<String> = []
        for place in places {
            let entry = table.entries[place]
            switch KnownType(rawValue: entry.type) {
            case .caseOpened?: services.insert(entry["service"]?.string ?? "")
            case .statusStarted?: statuses.insert(entry["status"]?.string ?? "")
            case .statusEnded?: entry["status"]?.string.map { _ = statuses.remove($0) }
            case .caseClosed?:
                if let service = entry["service"]?.string { services.remove(service) } else { services = [] }
                if entry["service"]?.says("early_help") != true { statuses = [] }
            default: continue
            }
        }
        return !services.isEmpty || !statuses.isEmpty
    }

    /// Whether the worker holds a case at a moment.
    func isHeld(_ ref: String, at moment: Int64) -> Bool {
        table.places(onCase: ref, ofType: KnownType.caseAllocated.rawValue).contains { place in
            table.entries[place]["worker"]?.names(subject.ref) == true && table.entries[place].when.lo <= moment
                && endOfForce(place) >= moment
        }
    }
}

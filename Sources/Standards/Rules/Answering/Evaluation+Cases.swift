import Events
import JSON

extension Evaluation {
    /// Whether a case is open on the day asked about: to a service, or by a status.
    func isOpen(_ ref: String) -> Bool {
        var services: Set<String> = []
        var statuses: Set<String> = []
        for place in table.byCase[ref] ?? [] {
            let entry = table.entries[place]
            guard entry.type < KnownType.allCases.count, let type = KnownType(rawValue: entry.type) else { continue }
            switch type {
            case .caseOpened: services.insert(entry["service"]?.string ?? "")
            case .statusStarted: statuses.insert(entry["status"]?.string ?? "")
            case .statusEnded: entry["status"]?.string.map { _ = statuses.remove($0) }
            case .caseClosed:
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

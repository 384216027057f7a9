import Events
import JSON

extension Evaluation {
    /// When a fact that lasts stopped being in force: its own end, or, for types that have none, the next of the same type and
    /// key. `Int64.max` where it goes on.
    func endOfForce(_ place: Int) -> Int64 {
        if let known = forceEnds[place] { return known }
        let end = findEnd(place)
        forceEnds[place] = end
        return end
    }

    private func findEnd(_ place: Int) -> Int64 {
        let entry = table.entries[place]
        guard entry.type < KnownType.allCases.count, let type = KnownType(rawValue: entry.type) else { return .max }
        switch type {
        case .caseOpened: return closing(after: place)
        case .caseAllocated:
            let role = entry["allocation_role"]?.string
            let ended = first(.allocationEnded, after: place) { other in
                self.same("worker", place, other) && (role == nil || table.entries[other]["allocation_role"]?.string == role)
            }
            // A case has one allocated worker at a time, so the next one takes over.
            let isSingle = role == "allocated_worker"
            let next =
                isSingle ? first(.caseAllocated, after: place) { table.entries[$0]["allocation_role"]?.string == role } : .max
            return min(ended, next, closing(after: place))
        case .statusStarted:
            return min(first(.statusEnded, after: place) { self.same("status", place, $0) }, closing(after: place))
        case .planAgreed, .planUpdated:
            return min(first(.planEnded, after: place) { self.same("plan_type", place, $0) }, closing(after: place))
        case .placementStarted:
            for child in entry.children.isEmpty ? [-1] : entry.children {
                guard let one = placements(of: min(child, childCount - 1)).beginning(at: place) else { continue }
                return one.over.map { table.entries[$0].when.hi } ?? .max
            }
            return .max
        case .decisionMade:
            return first(.decisionEnded, after: place) { other in
                guard let named = table.entries[other]["decision"]?.string else { return table.areLinked(other, place) }
                let reference = EventReference(named, from: table.event(other).header.attributes.source)
                return reference == table.event(place).header.attributes.reference
            }
        case .workerStarted: return first(.workerLeft, after: place) { _ in true }
        case .teamFormed: return first(.teamEnded, after: place) { _ in true }
        default: break
        }
        let keys = Standing.keys(of: type.name)
        var end = Int64.max
        if type == .checkCompleted, let valid = entry["valid_to"].flatMap(Self.when) { end = valid.hi }
        guard !keys.isEmpty else { return end }
        return min(end, first(type, after: place) { other in keys.allSatisfy { self.same($0, place, other) } })
    }

    /// When the case was closed to the service the event is about; a closing that names none closes it to all.
    private func closing(after place: Int) -> Int64 {
        let service = table.entries[place]["service"]
        return first(.caseClosed, after: place) { other in
            guard let closed = table.entries[other]["service"] else { return true }
            if let service { return service.sameContent(as: closed) }
            // What is not tied to a service ends when social care closes.
            return !closed.says("early_help")
        }
    }

    private func first(_ type: KnownType, after place: Int, where fits: (Int) -> Bool) -> Int64 {
        let entry = table.entries[place]
        let isOneCase = subject.kind == .case
        let own = table.event(place).header.attributes.subject
        let others =
            isOneCase
            ? table.all(type)
            : own.kind == .case
                ? table.places(onCase: own.ref, ofType: type.rawValue)
                : (table.all(type) + table.elsewhere[type.rawValue]).sorted()
        for other in others where other != place {
            let later = table.entries[other]
            // Records of workers, teams and services hold events of many subjects.
            guard isOneCase || table.event(other).header.attributes.subject == own else {
                continue
            }
            guard later.order > entry.order || (later.order == entry.order && other > place), later.shares(childrenOf: entry)
            else {
                continue
            }
            if fits(other) { return later.when.hi }
        }
        return .max
    }

    /// Whether two events say the same of a field, or neither says anything.
    func same(_ field: String, _ a: Int, _ b: Int) -> Bool {
        switch (table.entries[a][field], table.entries[b][field]) {
        case (nil, nil): true
        case (let one?, let two?):
            one.sameContent(as: two) || (one.personKey != nil && one.personKey == two.personKey)
        default: false
        }
    }
}

import Events
import JSON

/// Puts the stretches of a case together again that are the same for several children.
struct Facts {
    let record: Record
    let spans: Spans
    let accounts: Accounts
    /// What happened later is left out.
    let end: Instant?

    init(_ record: Record, _ spans: Spans, _ accounts: Accounts, by end: Instant?) {
        self.record = record
        self.spans = spans
        self.accounts = accounts
        self.end = end
    }

    /// What is open, in order of its beginning.
    func open(_ kind: Stretch.Kind) -> [Fact] {
        merged(spans.stretches.filter { $0.isOpen && $0.key.kind == kind }).map(\.fact)
    }

    private func merged(_ stretches: [Stretch]) -> [(stretch: Stretch, fact: Fact)] {
        var found: [(stretch: Stretch, fact: Fact)] = []
        for stretch in stretches {
            let child = stretch.key.child
            if let at = found.firstIndex(where: {
                $0.stretch.starts == stretch.starts && $0.stretch.ends == stretch.ends && $0.stretch.key.name == stretch.key.name
            }) {
                found[at].fact.children.append(child)
                found[at].fact.children.sort()
                continue
            }
            found.append((stretch, fact(stretch)))
        }
        return found.sorted { record.precedes(main($0.stretch), main($1.stretch)) }
    }

    /// The statement a stretch is told by: the first of its own kind; a plan by the latest that was agreed, and a status
    /// by a plan only where no source states it apart.
    private func main(_ stretch: Stretch) -> Int {
        func kind(_ index: Int) -> Brief.Kind { record.briefs[index].kind }
        let preferred: Int? =
            switch stretch.key.kind {
            case .status: stretch.starts.first { kind($0) == .statusStarted }
            case .plan: stretch.starts.last { kind($0) == .planAgreed && accounts.restates[$0] == nil }
            case .service, .placement: nil
            }
        return preferred ?? stretch.starts[0]
    }

    private func fact(_ stretch: Stretch) -> Fact {
        let main = main(stretch)
        let event = record.events[main]
        let kind = stretch.key.kind == .plan ? .planAgreed : record.briefs[main].kind
        let others = stretch.starts.filter { $0 != main && record.briefs[$0].kind == kind }
        let name =
            stretch.key.kind == .placement
            ? event["placement_type"]?.string ?? (event.data == nil ? "erased" : "not stated")
            : stretch.key.name
        return Fact(
            name: name, event: event, children: stretch.key.child.isEmpty ? [] : [stretch.key.child],
            alsoStated: others.map { record.events[$0] },
            contradicts: record.positions(accounts.contradicting(main, by: end)))
    }

    /// The last that is known of each service and child.
    func services() -> [ServiceState] {
        var latest: [Stretch.Key: Stretch] = [:]
        for stretch in spans.stretches where stretch.key.kind == .service { latest[stretch.key] = stretch }
        let stretches = spans.stretches.filter { $0.key.kind == .service && latest[$0.key]?.starts == $0.starts }
        return merged(stretches).map { found in
            ServiceState(fact: found.fact, closed: found.stretch.ends.first.map { record.events[$0] })
        }
    }

    /// The orders and like statuses that say who may decide for a child.
    private static let legal: Set<String> = [
        "accommodated", "interim_care_order", "care_order", "placement_order", "supervision_order", "emergency_protection",
        "police_protection", "remand", "special_guardianship_order",
    ]

    func legalStatuses() -> [LegalStatus] {
        var found = open(.status).filter { Self.legal.contains($0.name) }.map { LegalStatus(fact: $0, name: $0.name) }
        for placement in open(.placement) {
            guard let name = placement.event["legal_status"]?.string, name != "other" else { continue }
            if let at = found.firstIndex(where: { $0.name == name && $0.covers(placement.children) }) {
                found[at].alsoStated.append(placement.event)
                continue
            }
            // What a placement says of the law holds until a later statement about orders.
            let children = placement.children.filter { !isSpent(placement.event, child: $0) }
            guard !children.isEmpty || (placement.children.isEmpty && !isSpent(placement.event, child: "")) else {
                continue
            }
            var fact = placement
            fact.children = children
            found.append(LegalStatus(fact: fact, name: name))
        }
        return found
    }

    private func isSpent(_ placement: Event, child: String) -> Bool {
        record.events.indices.contains { index in
            let brief = record.briefs[index]
            guard brief.kind == .statusStarted || brief.kind == .statusEnded, record.counts(index),
                record.happened(index, by: end), brief.time >= placement.instant,
                record.events[index]["status"]?.string.map(Self.legal.contains) == true
            else { return false }
            return child.isEmpty || spans.children(of: record.events[index]).contains(child)
        }
    }
}

public import Events
public import JSON

/// Whether a case is open to a service.
public struct ServiceState: Sendable {
    /// How it was last opened.
    public let fact: Fact
    /// What closed it; nil while it is open.
    public let closed: Event?
}

extension ServiceState: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("service", fact.name)
            $0.member("state", closed == nil ? "open" : "closed")
            fact.writeMembers(to: &$0)
            $0.fields(["team", "to_team"], of: fact.event)
            $0.member("closed", closed.map(Statement.init))
        }
    }
}

/// A legal status in force, and where it is stated.
public struct LegalStatus: Sendable {
    let fact: Fact
    public let name: String
    /// Placements that give the same.
    var alsoStated: [Event] = []

    init(fact: Fact, name: String) {
        self.fact = fact
        self.name = name
    }

    public var children: [String] { fact.children }
    public var position: Position { fact.event.position }

    func covers(_ children: [String]) -> Bool { fact.children.isEmpty || children.allSatisfy(fact.children.contains) }
}

extension LegalStatus: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("legal_status", name)
            $0.member("since", fact.since)
            if let precision = fact.event.attributes.timePrecision { $0.member("timeprecision", precision.rawValue) }
            $0.member("position", fact.event.position.rawValue)
            $0.member("children", fact.children)
            $0.member("from", fact.event.attributes.type)
            $0.fields(["legal_basis"], of: fact.event)
            $0.member("also_stated", (fact.alsoStated + alsoStated).map(Statement.init))
        }
    }
}

/// A plan in force, with what was done to it since it was agreed.
public struct PlanInForce: Sendable {
    public let fact: Fact
    /// Updates since, in order of time.
    public let updates: [Event]
    public let lastReview: Event?

    init(_ fact: Fact, _ record: Record, by end: Instant?) {
        self.fact = fact
        let agreed = fact.event
        func later(_ kind: Brief.Kind) -> [Event] {
            let indexes = record.briefs.indices.filter { index in
                guard record.briefs[index].kind == kind, record.counts(index), record.happened(index, by: end),
                    record.briefs[index].time >= agreed.instant
                else { return false }
                let event = record.events[index]
                guard event["plan_type"]?.says(fact.name) == true,
                    event.position != agreed.position
                else { return false }
                return event.children.isEmpty || fact.children.isEmpty || event.children.contains(where: fact.children.contains)
            }
            return record.inOrderOfTime(indexes).map { record.events[$0] }
        }
        updates = later(.planUpdated)
        lastReview = later(.planReviewed).last
    }

    /// Whether its agreement is on record, not only a later update.
    var isAgreed: Bool { fact.event.attributes.type == "plan.agreed" }
}

extension PlanInForce: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("plan_type", fact.name)
            fact.writeMembers(to: &writer)
            // What a later version leaves out stays as it was.
            for name in ["version", "stage", "visit_interval", "review_interval"] {
                if let value = ([fact.event] + updates).last(where: { $0[name] != nil })?[name] {
                    writer.member(name, raw: value)
                }
            }
            writer.member("updated", updates.map(Statement.init))
            writer.member("last_update", updates.last.map(Statement.init))
            writer.member("last_review", lastReview.map(Statement.init))
            if !isAgreed { writer.member("absence", "an update is recorded, but not that the plan was agreed") }
        }
    }
}

public import Events
public import JSON

/// What one person did: all events in which they act, or that are about or concern them as a worker, in order of time, and the roles
/// they acted in.
public struct People: Sendable {
    /// The person's reference.
    public let person: String
    public let entries: [HistoryEntry]
    /// In order of first use.
    public let roles: [Role]

    /// A role and team somebody acted in.
    public struct Role: Sendable {
        public let role: String?
        public let team: String?
        /// First and last event in this role, in order of time.
        public internal(set) var first: Event
        public internal(set) var last: Event
        public internal(set) var events: Int
    }

    /// - Parameters:
    ///   - record: events of any subjects.
    ///   - person: the reference that sources give as `actor`, and that is the REF of `worker/REF`.
    ///   - asAt: leaves out what happened after the end of this local day.
    public init(
        _ record: Record, _ perspective: Perspective, person: String, within period: Period = .always, asAt: Day? = nil
    ) {
        let end = endOf(asAt)
        let lines = Lines(record, perspective, compares: false, by: end)
        let subject = Subject(kind: .worker, ref: person)
        let listed = record.inOrderOfTime { index in
            let brief = record.briefs[index]
            guard !brief.isRemark, record.happened(index, by: end), period.contains(brief.time) else { return false }
            let attributes = record.events[index].header.attributes
            return attributes.actor == person
                || subject.map { attributes.subject == $0 || attributes.concerns.contains($0) } ?? false
        }
        self.person = person
        entries = listed.map { lines.entry($0, askedOf: subject) }
        var roles: [Role] = []
        for index in listed where record.events[index].attributes.actor == person {
            let event = record.events[index]
            let (role, team) = (event.attributes.actorRole, event.attributes.actorTeam)
            if let at = roles.firstIndex(where: { $0.role == role && $0.team == team }) {
                roles[at].last = event
                roles[at].events += 1
            } else {
                roles.append(Role(role: role, team: team, first: event, last: event, events: 1))
            }
        }
        self.roles = roles
    }
}

extension People: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("person", person)
            writer.member("events", entries)
            writeSummary(to: &writer)
        }
    }

    /// What the register says beside its entries.
    public func writeSummary(to writer: inout JSONWriter) { writer.member("roles", roles) }
}

extension People.Role: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("role", role)
            $0.member("team", team)
            $0.member("first_time", first.attributes.timeText)
            $0.precision(of: first, "first_timeprecision")
            $0.member("last_time", last.attributes.timeText)
            $0.precision(of: last, "last_timeprecision")
            $0.member("events", events)
        }
    }
}

public import Events
import JSON

/// In which team a worker is, by all that is told of it: what the worker did, each time in a team; that they started in one;
/// who is in a team that was formed; an allocation that names their team.
///
/// Sources name a worker by no more than a reference where they allocate a case; the team must not be lost for that.
public struct TeamHistory: Sendable, Equatable {
    /// That the worker was in a team from then on, or that they were no longer.
    private struct Told: Sendable, Equatable {
        let from: Instant
        let team: String
        let isMember: Bool
    }

    /// In order of time.
    private var told: [Told] = []

    public init() {}

    /// - Parameters:
    ///   - worker: the reference, or the name where there is none.
    ///   - record: events of any subjects.
    public init(of worker: String, in record: Record) {
        for index in record.byTime where record.stands(index) {
            let (event, time) = (record.events[index], record.briefs[index].time)
            let attributes = event.header.attributes
            if attributes.actor == worker, let team = attributes.actorTeam, !team.isEmpty {
                told.append(Told(from: time, team: team, isMember: true))
            }
            switch attributes.type {
            case "team.formed": tell(event, of: worker, from: time)
            case "worker.started":
                guard let team = event["team"]?.string, event["worker"]?.personKey == worker || attributes.subject.ref == worker
                else { continue }
                told.append(Told(from: time, team: team, isMember: true))
            case "case.allocated":
                guard let person = event["worker"].map(Person.init), person.key == worker, let team = person.team else {
                    continue
                }
                told.append(Told(from: time, team: team, isMember: true))
            default: continue
            }
        }
    }

    /// A team of auditors or reviewers is not the one a worker has their cases in.
    private mutating func tell(_ event: Event, of worker: String, from time: Instant) {
        guard let team = event["team"]?.string, let members = event["members"]?.elements,
            (event["team_type"]?.string ?? "practice") == "practice"
        else { return }
        told.append(Told(from: time, team: team, isMember: members.contains { $0.personKey == worker }))
    }

    /// The same with what is told elsewhere.
    public func with(_ other: TeamHistory) -> TeamHistory {
        guard !other.told.isEmpty else { return self }
        guard !told.isEmpty else { return other }
        var both = self
        both.told += other.told
        // The rank decides between equals, as a sort does not promise to keep their order.
        both.told = both.told.enumerated()
            .sorted { a, b in
                a.element.from != b.element.from ? a.element.from < b.element.from : a.offset < b.offset
            }
            .map(\.element)
        return both
    }

    /// The team at a moment: the last told by then; where nothing was told yet, the first told after it.
    public func at(_ moment: Instant) -> String? {
        var team: String?
        var isTold = false
        for one in told where one.from <= moment {
            if one.isMember { (team, isTold) = (one.team, true) } else if team == one.team { team = nil }
        }
        return isTold ? team : told.first { $0.isMember && $0.from > moment }?.team
    }

    /// Whether nothing is told.
    public var isEmpty: Bool { !told.contains { $0.isMember } }
}

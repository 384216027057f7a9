public import Events
import JSON

/// That access to a record is restricted: the last word on it that stands.
///
/// Where only a part is restricted, or the data has been erased, nobody can tell which part or for whom: then the whole
/// record is closed. Better to be asked than to have shown it.
public struct Restriction: Sendable, Equatable {
    /// The people who may still see the record.
    public let people: Set<String>
    /// The roles that may still see it.
    public let roles: Set<String>
    /// The last day of it; nil where it lasts until it is lifted.
    public let until: Day?

    /// The type of the events that restrict a record and open it again.
    public static let type = "record.restricted"

    /// Nil where the record is open.
    public init?(_ record: Record) {
        let said = record.byTime.last { record.events[$0].attributes.type == Self.type && record.counts($0) }
        guard let event = said.map({ record.events[$0] }) else { return nil }
        if event.data != nil, event["restricted"]?.bool != true { return nil }
        people = Set(event["allowed_people"]?.elements.compactMap { Person(value: $0).key } ?? [])
        roles = Set(event["allowed_roles"]?.elements.compactMap(\.string) ?? [])
        until = event["until"]?.string.flatMap { Day($0) }
    }

    /// Whether it holds on a local day.
    public func isInForce(on day: Day) -> Bool { until.map { day <= $0 } ?? true }
}

extension CaseState {
    /// The teams the case is allocated to: those of the workers who hold a role on it, by what their allocation said of them
    /// last; where it says nothing, the team of whoever allocated it.
    public var teams: Set<String> {
        Set(allocations.holdings.compactMap { $0.team(record)?.value ?? record.events[$0.index].attributes.actorTeam })
    }
}

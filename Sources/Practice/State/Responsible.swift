import Events
import JSON

/// Who is responsible for a case now: the worker it is allocated to, and that worker's team.
public struct Responsible: Sendable, Equatable {
    /// The worker's id, or the name where the source gives no id.
    public let worker: String?
    public let team: String?
}

extension CaseState {
    /// The allocated worker, the latest where there are several; both nil where nobody is.
    public var responsible: Responsible {
        guard let holding = allocations.holdings.last(where: { $0.role == "allocated_worker" }) else {
            return Responsible(worker: nil, team: nil)
        }
        let event = record.events[holding.index]
        let person = event["worker"].map(Person.init)
        return Responsible(worker: person?.key, team: person?.team ?? event["team"]?.string)
    }

    /// Whether the case may be open: to a service, by its statuses, or because the record does not say.
    public var isOpen: Bool { status != "closed" }
}

public import Events
import JSON

/// Who is responsible for a case now: the worker it is allocated to, and that worker's team.
public struct Responsible: Sendable, Equatable {
    /// The worker's id, or the name where the source gives no id.
    public let worker: String?
    public let team: String?

    static let nobody = Responsible(worker: nil, team: nil)
}

/// Who was responsible for a case when.
public struct Responsibility: Sendable {
    /// In order of time; a change to nobody is left out.
    private var changes: [(from: Instant, who: Responsible)] = []

    /// - Parameter end: what happened later is left out.
    public init(_ record: Record, by end: Instant) {
        let telling = record.briefs.indices.filter { index in
            let kind = record.briefs[index].kind
            return (kind == .caseAllocated || kind == .allocationEnded || kind == .caseClosed) && record.counts(index)
                && record.happened(index, by: end)
        }
        for time in Set(telling.map { record.briefs[$0].time }).sorted() {
            let who = Allocations(record, Spans(record, by: time), by: time).responsible(in: record)
            if who != .nobody { changes.append((time, who)) }
        }
    }

    /// Who was responsible at a moment, or was last before it: what fell due in a case that was closed since, or that nobody
    /// has taken over, is for those who had it.
    public func at(_ moment: Instant) -> Responsible { changes.last { $0.from <= moment }?.who ?? .nobody }
}

extension CaseState {
    /// The allocated worker, the latest where there are several; both nil where nobody is.
    public var responsible: Responsible { allocations.responsible(in: record) }

    /// Whether the case may be open: to a service, by its statuses, or because the record does not say.
    public var isOpen: Bool { status != "closed" }
}

extension Allocations {
    /// The allocated worker, the latest where there are several.
    fileprivate func responsible(in record: Record) -> Responsible {
        guard let holding = holdings.last(where: { $0.role == "allocated_worker" }) else { return .nobody }
        let event = record.events[holding.index]
        let person = event["worker"].map(Person.init)
        return Responsible(worker: person?.key, team: person?.team ?? event["team"]?.string)
    }
}

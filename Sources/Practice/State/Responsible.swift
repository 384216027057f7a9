public import Events
import JSON

/// Who is responsible for a case now: the worker it is allocated to, and the team that has it.
///
/// The team is the one to which the case was transferred since it was allocated; else that which the allocation names; else
/// the worker's, by what is told of it; else that to which the case was transferred before, that of whoever allocated it, or
/// that for which it was opened.
public struct Responsible: Sendable, Equatable {
    /// The worker's id, or the name where the source gives no id.
    public let worker: String?
    public let team: String?
    /// The worker, present or former, by what is told of whom the team goes; nil where the case itself says the team.
    public let restsOn: String?
    /// The team of that worker by what is told of it.
    public let told: String?

    static let nobody = Responsible(worker: nil, team: nil, restsOn: nil, told: nil)

    /// The workers to whom a case was ever allocated by an allocation that does not name their team: what is told of them
    /// elsewhere must be known.
    public static func workersWithoutTeam(in record: Record) -> Set<String> {
        var found: Set<String> = []
        for index in record.briefs.indices where record.briefs[index].kind == .caseAllocated && record.counts(index) {
            guard let person = record.events[index]["worker"].map(Person.init), person.team == nil else { continue }
            if let key = person.key { found.insert(key) }
        }
        return found
    }
}

/// Who was responsible for a case when.
public struct Responsibility: Sendable {
    /// In order of time.
    private var changes: [(from: Instant, who: Holders)] = []

    /// - Parameters:
    ///   - end: what happened later is left out.
    ///   - told: what is told elsewhere of the workers' teams.
    public init(_ record: Record, by end: Instant, told: [String: TeamHistory] = [:]) {
        let telling = record.briefs.indices.filter { index in
            switch record.briefs[index].kind {
            case .caseOpened, .caseTransferred, .caseAllocated, .allocationEnded, .caseClosed:
                record.counts(index) && record.happened(index, by: end)
            default: false
            }
        }
        var known: [String: TeamHistory] = [:]
        for time in Set(telling.map { record.briefs[$0].time }).sorted() {
            let allocations = Allocations(record, Spans(record, by: time), by: time)
            changes.append((time, Holders(allocations, record, by: time, told: told, &known)))
        }
    }

    /// What is asked of a worker is for the worker, in the team they are in by what is told of them.
    public init(ofWorker id: String, told: TeamHistory) { self.init(always: Holder(worker: id, told: told)) }

    /// What is asked of a team is for the team.
    public init(ofTeam name: String) { self.init(always: Holder(team: name)) }

    /// What is asked of a service is for nobody's cases.
    public static let ofService = Responsibility(always: nil)

    private init(always holder: Holder?) {
        changes = [(Instant(microseconds: .min), Holders(whole: holder))]
    }

    /// Who was responsible at a moment, or was last before it: what fell due in a case that was closed since, or that nobody
    /// has taken over, is for those who had it.
    ///
    /// - Parameter child: for this child; nil for the whole case.
    public func at(_ moment: Instant, for child: String? = nil) -> Responsible {
        // Who had it last had it until the next change: where they went afterwards says nothing of this case.
        var last = moment
        for change in changes.reversed() where change.from <= moment {
            if let holder = change.who[child] { return holder.responsible(at: last) }
            last = change.from
        }
        return .nobody
    }
}

extension CaseState {
    /// The allocated worker, the latest where there are several, and the team. An open case that has lost its worker is still with
    /// the team that had it: nobody else would see that it has none.
    ///
    /// - Parameters:
    ///   - child: for this child; nil for the whole case.
    ///   - told: what is told elsewhere of the team of each of ``Responsible/workersWithoutTeam(in:)``.
    public func responsible(for child: String? = nil, told: [String: TeamHistory] = [:]) -> Responsible {
        var known: [String: TeamHistory] = [:]
        if let holder = Holders(allocations, record, by: end, told: told, &known)[child] { return holder.responsible(at: end) }
        guard isOpen else { return .nobody }
        let now = end ?? Instant(microseconds: .max)
        let last = Responsibility(record, by: now, told: told).at(now, for: child)
        return Responsible(worker: nil, team: last.team, restsOn: last.restsOn, told: last.told)
    }

    /// The children who have an allocated worker of their own, as not all have the same.
    public var childrenApart: Set<String> { Holders.apart(allocations) }

    /// Whether the case may be open: to a service, by its statuses, or because the record does not say.
    public var isOpen: Bool { status != "closed" }
}

/// Who has a case, and who has each child of it where not all have the same worker.
private struct Holders {
    private var whole: Holder?
    private var byChild: [String: Holder] = [:]

    init(whole: Holder?) { self.whole = whole }

    init(
        _ allocations: Allocations, _ record: Record, by end: Instant?, told: [String: TeamHistory],
        _ known: inout [String: TeamHistory]
    ) {
        whole = Holder(allocations, record, by: end, told: told, &known, child: nil)
        for child in Self.apart(allocations) {
            byChild[child] = Holder(allocations, record, by: end, told: told, &known, child: child)
        }
    }

    subscript(_ child: String?) -> Holder? { child.flatMap { byChild[$0] } ?? whole }

    static func apart(_ allocations: Allocations) -> Set<String> {
        let holdings = allocations.holdings.filter { $0.role == "allocated_worker" }
        return holdings.count > 1 ? Set(holdings.flatMap(\.children)) : []
    }
}

/// Who has a case, and all that may say in which team.
private struct Holder {
    let worker: String?
    /// The team that the case itself names for whoever has it now.
    let stated: String?
    let history: TeamHistory
    /// The team it is taken for where nothing is told of the worker's.
    let presumed: String?

    /// A worker who is in a team by what is told of them.
    init(worker: String, told: TeamHistory) { (self.worker, stated, history, presumed) = (worker, nil, told, nil) }

    /// A team.
    init(team: String) { (worker, stated, history, presumed) = (nil, team, TeamHistory(), nil) }

    /// Nil where nobody has it.
    ///
    /// - Parameter known: what the record tells of workers' teams, as far as it was looked for.
    init?(
        _ allocations: Allocations, _ record: Record, by end: Instant?, told: [String: TeamHistory],
        _ known: inout [String: TeamHistory], child: String?
    ) {
        if let taken = Self.handedOver(record, by: end, to: child) {
            (worker, stated, presumed) = (taken.worker, taken.team, nil)
            history = taken.team == nil ? TeamHistory(of: taken.worker, in: record) : TeamHistory()
            return
        }
        let transfer = Self.last(.caseTransferred, "to_team", record, end) { $0["handover_completed"]?.bool != false }
        let opening = Self.last(.caseOpened, "team", record, end) { _ in true }
        guard
            let holding = allocations.holdings.last(where: { holding in
                holding.role == "allocated_worker" && (child.map { holding.children.contains($0) } ?? true)
            })
        else {
            // Where somebody had it, it is still with their team until another takes it over.
            guard let team = transfer?.team ?? opening?.team, !Self.wasAllocated(record, by: end) else { return nil }
            (worker, stated, history, presumed) = (nil, team, TeamHistory(), nil)
            return
        }
        let event = record.events[holding.index]
        let named = holding.team(record)
        worker = event["worker"].flatMap { Person(value: $0).key }
        let time = named.map { record.briefs[$0.index].time } ?? event.instant
        if let transfer, transfer.time > time || (transfer.time == time && named == nil) {
            stated = transfer.team
        } else {
            stated = named?.value
        }
        presumed = transfer?.team ?? event.attributes.actorTeam ?? opening?.team
        if stated == nil, let worker {
            let here = known[worker] ?? TeamHistory(of: worker, in: record)
            known[worker] = here
            history = here.with(told[worker] ?? TeamHistory())
        } else {
            history = TeamHistory()
        }
    }

    func responsible(at moment: Instant?) -> Responsible {
        let told = history.at(moment ?? Instant(microseconds: .max))
        return Responsible(
            worker: worker, team: stated ?? told ?? presumed, restsOn: stated == nil ? worker : nil, told: told)
    }

    private static func last(
        _ kind: Brief.Kind, _ field: String, _ record: Record, _ end: Instant?, where fits: (Event) -> Bool
    ) -> (team: String, time: Instant)? {
        for index in record.byTime.reversed() where record.briefs[index].kind == kind {
            guard record.counts(index), record.happened(index, by: end), fits(record.events[index]),
                let team = record.events[index][field]?.string, !team.isEmpty
            else { continue }
            return (team, record.briefs[index].time)
        }
        return nil
    }

    /// Whom a finished handover gave the case to, and to which team, where nobody was allocated it since and it did not end.
    private static func handedOver(
        _ record: Record, by end: Instant?, to child: String?
    ) -> (worker: String, team: String?)? {
        var ended: Set<String> = []
        for index in record.byTime.reversed() where record.counts(index) && record.happened(index, by: end) {
            let event = record.events[index]
            guard child.map({ event.children.isEmpty || event.children.contains($0) }) ?? true else { continue }
            func worker(_ field: String) -> Person? { event[field].map(Person.init) }
            switch record.briefs[index].kind {
            case .caseAllocated where event["allocation_role"]?.string == "allocated_worker": return nil
            case .caseClosed: return nil
            case .allocationEnded: if let key = worker("worker")?.key { ended.insert(key) }
            case .caseTransferred where event["handover_completed"]?.bool == true:
                guard let taker = worker("to_worker"), let key = taker.key else { continue }
                return ended.contains(key) ? nil : (key, event["to_team"]?.string ?? taker.team)
            default: continue
            }
        }
        return nil
    }

    private static func wasAllocated(_ record: Record, by end: Instant?) -> Bool {
        record.briefs.indices.contains { index in
            record.briefs[index].kind == .caseAllocated && record.counts(index) && record.happened(index, by: end)
                && record.events[index]["allocation_role"]?.string == "allocated_worker"
        }
    }
}

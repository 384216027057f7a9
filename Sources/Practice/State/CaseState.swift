public import Events
import JSON

/// How a case stands: what is in force, who is responsible, where the children live, and when they were last seen.
///
/// What lasts is worked out as the practice standards read it (see ``Spans``, ``Allocations``): from its own end, or what
/// ends it with it; child protection ends with its plan, an interim care order with the care order, statuses and plans
/// with the closing of the case. Where statements of one beginning differ, it lasts from the earliest; the others stand
/// beside it, marked.
public struct CaseState: Sendable {
    /// Legal and service statuses in force.
    public let statuses: [Fact]
    /// The services the case was ever opened to.
    public let services: [ServiceState]
    public let legalStatuses: [LegalStatus]
    public let plans: [PlanInForce]
    public let placements: [Fact]
    /// The record's own events that had happened, those withdrawn included.
    public let events: Int
    let record: Record
    /// What happened later was left out; nil where nothing was.
    let end: Instant?
    let allocations: Allocations
    let seen: Seen
    let byChild: [(child: String, seen: Seen)]
    let lastOversight: Moment?
    let lastSupervision: Moment?
    let first: Event?
    let last: Event?
    let lastHeard: [Event]

    /// - Parameter asAt: how things stood at the end of this local day; what happened later is left out.
    public init(_ record: Record, asAt: Day? = nil) { self.init(record, by: endOf(asAt)) }

    /// - Parameter end: how things stood at this moment; what happened later is left out. Nil leaves nothing out.
    public init(_ record: Record, by end: Instant?) {
        let everything = Spans(record, by: nil)
        let accounts = Accounts(record, everything)
        let spans = end == nil ? everything : Spans(record, by: end)
        self.record = record
        self.end = end
        let facts = Facts(record, spans, accounts, by: end)
        statuses = facts.open(.status)
        services = facts.services()
        plans = facts.open(.plan).map { PlanInForce($0, record, by: end) }
        let placed = facts.open(.placement)
        placements = placed
        legalStatuses = facts.legalStatuses()
        allocations = Allocations(record, spans, by: end)
        lastHeard = placed.map { fact in
            fact.alsoStated.reduce(fact.event) { $1.header.enteredOrRecorded > $0.header.enteredOrRecorded ? $1 : $0 }
        }
        seen = Seen(record, accounts, by: end, child: nil)
        byChild = spans.children.filter { !$0.isEmpty }.map { ($0, Seen(record, accounts, by: end, child: $0)) }
        lastOversight = Moment(record, accounts, by: end) { index in
            record.briefs[index].kind == .oversightRecorded && record.counts(index)
        }
        lastSupervision = Moment(record, accounts, by: end) { index in record.isSupervisionOfCase(index) }
        let own = record.events.indices.filter { record.isOwn($0) && record.happened($0, by: end) }
        events = own.count
        let standing = own.filter { !record.standing($0).isWithdrawn }
        first = standing.min { record.briefs[$0].time < record.briefs[$1].time }.map { record.events[$0] }
        last = standing.max { record.briefs[$0].time < record.briefs[$1].time }.map { record.events[$0] }
    }
}

/// When the children, or one of them, were last visited and seen.
struct Seen: Sendable {
    let visit: Moment?
    let seen: Moment?
    let alone: Moment?

    /// - Parameter child: only visits that concern this child; a visit that names no child concerns every one.
    init(_ record: Record, _ accounts: Accounts, by end: Instant?, child: String?) {
        func last(_ test: (Event) -> Bool) -> Moment? {
            Moment(record, accounts, by: end) { index in
                guard record.briefs[index].kind == .visitMade, record.counts(index) else { return false }
                let event = record.events[index]
                if let child, !event.children.isEmpty, !event.children.contains(child) { return false }
                return test(event)
            }
        }
        visit = last { _ in true }
        seen = last { $0["child_seen"]?.bool == true }
        alone = last { $0["child_seen"]?.bool == true && $0["seen_alone"]?.bool == true }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("last_visit", visit)
        writer.member("last_seen", seen)
        writer.member("last_seen_alone", alone)
    }
}

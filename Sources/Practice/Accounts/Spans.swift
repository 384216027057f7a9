import Events
import JSON

/// The stretches of all that lasts in one case, worked out from its own events that count, in order of time.
///
/// A start while the thing lasts, and an end while it does not, change nothing but are kept as further statements. An end
/// at the same moment as a start comes first. A child's own facts are kept apart; an event that names no children
/// concerns every child of the case.
struct Spans {
    let record: Record
    /// The children of the case: all whom a counting event names, in order of their references; one without a name where
    /// none does.
    let children: [String]
    private(set) var stretches: [Stretch] = []
    /// Indexes into `stretches`, oldest first.
    private var byKey: [Stretch.Key: [Int]] = [:]
    /// Where each placement's start belongs, by child.
    private var placements: [PlacementKey: Int] = [:]

    private struct PlacementKey: Hashable {
        var start: Int
        var child: String
    }

    /// - Parameter end: leaves out what happened after it.
    init(_ record: Record, by end: Instant?) {
        self.record = record
        var children: [String] = []
        var lasting: [(index: Int, time: Instant, isStart: Bool)] = []
        for index in record.events.indices where record.counts(index) && record.happened(index, by: end) {
            if let named = record.events[index].data?["children"] {
                for child in named.elements where !children.contains(where: child.says) {
                    if let name = child.string { children.append(name) }
                }
            }
            guard let isStart = Self.isStart(record.briefs[index].kind) else { continue }
            lasting.append((index, record.briefs[index].time, isStart))
        }
        self.children = children.isEmpty ? [""] : children.sorted()
        lasting.sort { a, b in
            if a.time != b.time { return a.time < b.time }
            return a.isStart != b.isStart ? b.isStart : record.wasToldBefore(a.index, b.index)
        }
        for item in lasting { take(item.index) }
    }

    private static func isStart(_ kind: Brief.Kind) -> Bool? {
        switch kind {
        case .caseOpened, .caseTransferred, .statusStarted, .planAgreed, .planUpdated, .placementStarted: true
        case .caseClosed, .statusEnded, .planEnded, .placementEnded: false
        default: nil
        }
    }

    /// The children an event concerns.
    func children(of event: Event) -> [String] {
        let named = event.children
        return named.isEmpty ? children : named
    }

    private mutating func take(_ index: Int) {
        let event = record.events[index]
        let kind = record.briefs[index].kind
        func text(_ field: String) -> String? { event[field]?.string }
        for child in children(of: event) {
            switch kind {
            case .caseOpened: if let service = text("service") { start(.service, service, child, index) }
            case .caseTransferred: transfer(event, child, index)
            case .caseClosed: close(service: text("service"), child, index)
            case .statusStarted:
                guard let status = text("status") else { continue }
                start(.status, status, child, index)
                // An order made at the final hearing takes the place of the interim one.
                if status == "care_order" { end(.status, "interim_care_order", child, index) }
            case .statusEnded: if let status = text("status") { end(.status, status, child, index) }
            case .planAgreed, .planUpdated:
                guard let plan = text("plan_type") else { continue }
                // An update does not bring an ended plan back.
                let key = Stretch.Key(kind: .plan, name: plan, child: child)
                let isUpdate = kind == .planUpdated
                if isUpdate, let last = byKey[key]?.last, !stretches[last].isOpen { continue }
                start(.plan, plan, child, index)
                // A child on a child protection plan has that status in law, whether or not a source states it apart.
                if plan == "child_protection", !isUpdate {
                    start(.status, "child_protection_plan", child, index)
                }
            case .planEnded:
                guard let plan = text("plan_type") else { continue }
                end(.plan, plan, child, index)
                if plan == "child_protection" { end(.status, "child_protection_plan", child, index) }
            case .placementStarted: startPlacement(child, index)
            case .placementEnded: endPlacement(child, index)
            default: break
            }
        }
    }

    private mutating func start(_ kind: Stretch.Kind, _ name: String, _ child: String, _ index: Int) {
        let key = Stretch.Key(kind: kind, name: name, child: child)
        if let last = byKey[key]?.last, stretches[last].isOpen {
            stretches[last].starts.append(index)
        } else {
            open(key, index)
        }
    }

    private mutating func open(_ key: Stretch.Key, _ index: Int) {
        byKey[key, default: []].append(stretches.count)
        stretches.append(Stretch(key: key, starts: [index]))
    }

    private mutating func end(_ kind: Stretch.Kind, _ name: String, _ child: String, _ index: Int) {
        guard let last = byKey[Stretch.Key(kind: kind, name: name, child: child)]?.last else { return }
        stretches[last].ends.append(index)
    }

    /// A case handed over opens to the service that takes it; it closes to early help once the handover to social care is
    /// finished, and the other way round.
    private mutating func transfer(_ event: Event, _ child: String, _ index: Int) {
        guard let to = event["to_service"]?.string else { return }
        start(.service, to, child, index)
        guard let from = event["from_service"]?.string, from != to, event["handover_completed"]?.bool == true else { return }
        end(.service, from, child, index)
        if from == "early_help" { end(.status, "early_help", child, index) }
    }

    /// A closing without a service closes the case to every service. Early help leaves what only social care can end.
    private mutating func close(service: String?, _ child: String, _ index: Int) {
        for at in stretches.indices where stretches[at].isOpen && stretches[at].key.child == child {
            let key = stretches[at].key
            let isEnded =
                switch key.kind {
                case .service: service == nil || service == key.name
                case .status, .plan: service == nil || (service == "early_help") == (key.name == "early_help")
                case .placement: false
                }
            if isEnded { stretches[at].ends.append(index) }
        }
    }

    // MARK: Placements

    private func placementName(_ index: Int) -> String {
        record.events[index]["placement_type"]?.says("short_break") == true ? "short_break" : ""
    }

    /// Statements are of one placement where they agree on the day, or where another source gives another day for a
    /// placement of the same kind that no end lies between; a source's own next placement is another one.
    private mutating func startPlacement(_ child: String, _ index: Int) {
        let key = Stretch.Key(kind: .placement, name: placementName(index), child: child)
        let event = record.events[index]
        let known = byKey[key]?.suffix(Self.placementsCompared).last { at in
            stretches[at].isOpen
                && stretches[at].starts.contains { first in
                    let other = record.events[first]
                    if let a = event["home"]?.string, let b = other["home"]?.string, a != b,
                        event.attributes.source == other.attributes.source
                    {
                        return false
                    }
                    let sameKind = event["placement_type"]?.string == other["placement_type"]?.string
                    if event.attributes.source == other.attributes.source { return sameKind && event.instant == other.instant }
                    return event.agreesInTime(with: other) || sameKind
                }
        }
        if let known {
            stretches[known].starts.append(index)
            placements[PlacementKey(start: index, child: child)] = known
        } else {
            placements[PlacementKey(start: index, child: child)] = stretches.count
            open(key, index)
        }
    }

    /// Open placements of one child, at most, that a new statement is compared with.
    private static let placementsCompared = 16

    /// An end belongs to the placement it names, and to no other where that is not known; one that names none to the
    /// child's only open placement (of the kind it names). Where none or several fit, nothing ends. One that is no news is
    /// a further statement of the end.
    private mutating func endPlacement(_ child: String, _ index: Int) {
        let event = record.events[index]
        if event["placement"] != nil {
            guard let named = record.reference(index, "placement").flatMap({ record.index(of: $0) }),
                let at = placements[PlacementKey(start: record.current(named), child: child)]
            else { return }
            stretches[at].ends.append(index)
            return
        }
        let type = event["placement_type"]?.string
        let keys = ["", "short_break"].map { Stretch.Key(kind: .placement, name: $0, child: child) }
        let all = keys.flatMap { byKey[$0] ?? [] }.filter { at in
            type == nil || stretches[at].starts.contains { record.events[$0]["placement_type"]?.string == type }
        }
        let open = all.filter { stretches[$0].isOpen }
        if open.count == 1 {
            stretches[open[0]].ends.append(index)
        } else if open.isEmpty, let last = all.last {
            stretches[last].ends.append(index)
        }
    }
}

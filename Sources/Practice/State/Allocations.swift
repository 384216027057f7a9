import Events
import JSON

/// Who holds which role on a case.
///
/// An allocation lasts until it is ended for that worker, until another worker is allocated to the role for the same
/// children (co-workers stand side by side), or until the case is closed: to the service it was made for, or to the last
/// service it was open to. Told again of the same worker it goes on, and what is told of the worker last holds: their team.
/// The end of somebody who no longer holds the role changes nothing.
struct Allocations {
    /// One worker in one role, for some children.
    struct Holding {
        let role: String
        let index: Int
        /// All that tells of it, in order of time; the first is the one it began with.
        let told: [Int]
        var children: [String]

        /// What was told last of the worker, and by which entry.
        func last<Value>(_ record: Record, _ value: (Event) -> Value?) -> (value: Value, index: Int)? {
            for index in told.reversed() { if let value = value(record.events[index]) { return (value, index) } }
            return nil
        }

        /// The worker's team as it was told last, and by which entry.
        func team(_ record: Record) -> (value: String, index: Int)? {
            last(record) { $0["worker"].flatMap { Person(value: $0).team } ?? $0["team"]?.string }
        }
    }

    /// In order of time.
    let holdings: [Holding]

    private struct Key: Hashable {
        var role: String
        var child: String
    }

    init(_ record: Record, _ spans: Spans, by end: Instant?) {
        // Each allocation as all that tells of it.
        var held: [Key: [[Int]]] = [:]
        var lasting: [(index: Int, time: Instant, isStart: Bool)] = []
        for (index, brief) in record.briefs.enumerated() {
            guard brief.kind == .caseAllocated || brief.kind == .allocationEnded || brief.kind == .caseClosed,
                record.counts(index), record.happened(index, by: end)
            else { continue }
            lasting.append((index, brief.time, brief.kind == .caseAllocated))
        }
        lasting.sort { a, b in
            if a.time != b.time { return a.time < b.time }
            return a.isStart != b.isStart ? b.isStart : record.wasToldBefore(a.index, b.index)
        }
        func worker(_ index: Int) -> String? { record.events[index]["worker"].flatMap { Person(value: $0).key } }
        for item in lasting {
            let event = record.events[item.index]
            for child in spans.children(of: event) {
                if record.briefs[item.index].kind == .caseClosed {
                    for key in held.keys where key.child == child {
                        held[key]?.removeAll { Self.ends(event, record.events[$0[0]], spans, child) }
                    }
                    continue
                }
                guard let role = event["allocation_role"]?.string else { continue }
                let key = Key(role: role, child: child)
                let who = worker(item.index)
                if !item.isStart {
                    held[key]?.removeAll { worker($0[0]) == who }
                } else if let at = (held[key] ?? []).firstIndex(where: { worker($0[0]) == who }) {
                    held[key]?[at].append(item.index)
                } else if role == "co_worker" {
                    held[key, default: []].append([item.index])
                } else {
                    held[key] = [[item.index]]
                }
            }
        }
        var holdings: [Holding] = []
        for child in spans.children {
            for (key, allocations) in held where key.child == child {
                for told in allocations {
                    if let at = holdings.firstIndex(where: { $0.told == told && $0.role == key.role }) {
                        holdings[at].children.append(child)
                    } else {
                        holdings.append(
                            Holding(role: key.role, index: told[0], told: told, children: child.isEmpty ? [] : [child]))
                    }
                }
            }
        }
        self.holdings = holdings.sorted { record.precedes($0.index, $1.index) }
    }

    private static func ends(_ closing: Event, _ allocation: Event, _ spans: Spans, _ child: String) -> Bool {
        guard let service = closing["service"]?.string else { return true }
        if let its = allocation["service"]?.string { return its == service }
        return !spans.stretches.contains { stretch in
            stretch.key.kind == .service && stretch.key.child == child && stretch.key.name != service
                && stretch.starts.contains { spans.record.events[$0].instant <= closing.instant }
                && !stretch.ends.contains { spans.record.events[$0].instant <= closing.instant }
        }
    }
}

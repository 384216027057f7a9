public import Events
public import JSON

/// Statements about the same thing that disagree, with all of them kept: which sources say what, and since when.
///
/// Two kinds are found: what ``Accounts`` marks between sources; and statements that one source made of the same thing at
/// different times: their ids have one topic, see ``StatementID``.
public struct Contradictions: Sendable {
    /// In order of the time of their first statement.
    public let entries: [Contradiction]

    /// - Parameters:
    ///   - period: lists what has a statement within it.
    ///   - asAt: leaves out what happened after the end of this local day.
    public init(_ record: Record, _ perspective: Perspective, within period: Period = .always, asAt: Day? = nil) {
        let end = endOf(asAt)
        let lines = Lines(record, perspective, by: end)
        var groups = Groups()
        func join(_ index: Int, _ other: Int) {
            if record.happened(index, by: end), record.happened(other, by: end) { groups.join(index, other) }
        }
        for (index, others) in lines.accounts.contradicts { for other in others { join(index, other) } }
        for (index, other) in Self.restated(record) { join(index, other) }
        // What says again what one of them says stands with it: it tells who else said so.
        for (index, earlier) in lines.accounts.restates where groups.contains(earlier) { join(index, earlier) }
        let told = record.byTelling.enumerated().reduce(into: [Int: Int]()) { $0[$1.element] = $1.offset }
        entries = groups.all
            .map { $0.sorted { told[$0, default: 0] < told[$1, default: 0] } }
            .filter { group in group.contains { period.contains(record.briefs[$0].time) } }
            .sorted {
                record.briefs[$0[0]].time != record.briefs[$1[0]].time
                    ? record.briefs[$0[0]].time < record.briefs[$1[0]].time : $0[0] < $1[0]
            }
            .map { Contradiction($0, record, lines) }
    }

    /// Pairs of statements of one source that it made of one thing, and that do not say the same.
    private static func restated(_ record: Record) -> [(Int, Int)] {
        var byTopic: [EventReference: [Int]] = [:]
        for index in record.events.indices where record.counts(index) && record.briefs[index].hasData {
            let attributes = record.events[index].header.attributes
            guard let topic = StatementID(attributes.id)?.topic else { continue }
            byTopic[EventReference(source: attributes.source, id: topic), default: []].append(index)
        }
        var pairs: [(Int, Int)] = []
        for group in byTopic.values where group.count > 1 {
            for (a, b) in zip(group, group.dropFirst()) where disagree(record.events[a], record.events[b]) {
                pairs.append((a, b))
            }
        }
        return pairs
    }

    /// How things stood on two days is no contradiction: a source that lists them says each time what holds then.
    private static func disagree(_ a: Event, _ b: Event) -> Bool {
        let sameTime = a.agreesInTime(with: b)
        if !sameTime, isOfItsOwnDay(a), isOfItsOwnDay(b) { return false }
        return !sameTime || !Contradiction.differences(a, b).isEmpty
    }

    private static func isOfItsOwnDay(_ event: Event) -> Bool {
        event.attributes.enteredTime.map { London.day(of: $0.instant) == event.day } ?? false
    }
}

/// Statements about one thing that disagree.
public struct Contradiction: Sendable {
    /// In the order in which they were written down; those that agree with another among them too.
    public let statements: [HistoryEntry]
    /// What they say otherwise, and who says what.
    public let differences: [Difference]
    let title: String

    init(_ indexes: [Int], _ record: Record, _ lines: Lines) {
        statements = indexes.map { lines.entry($0) }
        title = statements.first?.title ?? ""
        let events = indexes.map { record.events[$0] }
        var names = Self.fieldsThatDiffer(events)
        if Self.timesDiffer(events) { names.insert("time") }
        differences = names.sorted { ($0 == "time" ? "" : $0) < ($1 == "time" ? "" : $1) }
            .map { name in Difference(field: name, events: events.filter { name == "time" || $0[name] != nil }) }
    }

    /// Fields of the data of which not all who state them say the same. A source may state one thing thousands of times, so
    /// each is compared with the first who says something of the field, and not with all others.
    private static func fieldsThatDiffer(_ events: [Event]) -> Set<String> {
        var first: [String: JSONValue] = [:]
        var found: Set<String> = []
        for member in events.lazy.compactMap({ $0.data?.members }).joined() {
            guard let name = member.key.string, !ties.contains(name), !found.contains(name) else { continue }
            if let other = first[name] {
                if !other.sameContent(as: member.value) { found.insert(name) }
            } else {
                first[name] = member.value
            }
        }
        return found
    }

    /// Whether some two do not agree when it was. Of those that are known equally well, the first and the last day tell.
    private static func timesDiffer(_ events: [Event]) -> Bool {
        let outermost = Dictionary(grouping: events) { $0.precision }.values.flatMap { alike in
            [alike.min { $0.day < $1.day }, alike.max { $0.day < $1.day }].compactMap { $0 }
        }
        return outermost.contains { one in outermost.contains { !one.agreesInTime(with: $0) } }
    }

    /// Fields that tie an event to others, and so differ between sources that say the same.
    private static let ties: Set<String> = ["based_on", "placement", "significance", "children"]

    /// Fields of the data that both state, and do not state alike.
    static func differences(_ a: Event, _ b: Event) -> [String] {
        guard let members = a.data?.members else { return [] }
        return members.compactMap { member in
            guard let name = member.key.string, !ties.contains(name), let other = b[name] else { return nil }
            return other.sameContent(as: member.value) ? nil : name
        }
    }
}

extension Contradiction {
    /// A field that statements do not state alike.
    public struct Difference: Sendable {
        /// `time`, or the name of a field of the data.
        public let field: String
        /// Those that state it.
        let events: [Event]
    }
}

extension Contradiction.Difference: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("field", field)
            writer.key("said")
            writer.array { writer in
                for event in events {
                    writer.object { said in
                        said.member("position", event.position.rawValue)
                        said.key("value")
                        if field == "time" {
                            said.string(event.attributes.timeText)
                        } else if let value = event[field] {
                            said.raw(value.text)
                        } else {
                            said.null()
                        }
                    }
                }
            }
        }
    }
}

extension Contradiction: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("case", statements.first?.event.attributes.subject.ref)
            writer.member("about", title)
            writer.member("differences", differences)
            writer.member("statements", statements)
        }
    }
}

/// Indexes that belong together.
private struct Groups {
    private var parents: [Int: Int] = [:]

    mutating func join(_ a: Int, _ b: Int) {
        let (one, two) = (root(a), root(b))
        parents[max(one, two)] = min(one, two)
        parents[min(one, two)] = min(one, two)
    }

    func contains(_ index: Int) -> Bool { parents[index] != nil }

    private mutating func root(_ index: Int) -> Int {
        guard let parent = parents[index] else {
            parents[index] = index
            return index
        }
        return parent == index ? index : root(parent)
    }

    var all: [[Int]] {
        mutating get { Array(Dictionary(grouping: parents.keys, by: { root($0) }).values) }
    }
}

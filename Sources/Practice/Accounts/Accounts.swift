import Events
import JSON

/// Who says what of the same thing: statements that disagree, and statements that say again what was said.
///
/// The rules are narrow, since a mark that is wrong too often is not read. Two events are taken to speak of the same
/// thing only where
/// - they say that the same status, plan, service or placement of the same child began (or ended), with no end (or start)
///   between them: see ``Spans``;
/// - they record the same person: a date of birth or of death cannot change, so it is compared between all entries; sex
///   between sources;
/// - they are of the same kind and children, and give the same time: a visit at 10.15 is one visit, whoever tells of it;
///   so are a meeting, an enquiry's end, a case's closing, a decision of one type, and an allocation to one role.
///
/// Between such events, told by different sources, a difference in what both state (the day, or one of the fields below)
/// is a contradiction, marked on both; agreement marks the later-told one as restating the earlier. Nothing is settled
/// here: both stay. Only facts that count are compared; what was withdrawn or stated anew no longer contradicts.
struct Accounts: Sendable {
    /// By index: the events that say otherwise, in order of position.
    private(set) var contradicts: [Int: [Int]] = [:]
    /// By index: the earlier-told event that said the same.
    private(set) var restates: [Int: Int] = [:]

    private let record: Record
    /// What is known of the time of one thing that several statements tell of, by the first-told of these.
    private var moments: [Int: ToldMoment] = [:]

    init(_ record: Record) {
        self.init(record, Spans(record, by: nil))
    }

    init(_ record: Record, _ spans: Spans) {
        self.record = record
        for stretch in spans.stretches {
            compareStatements(stretch.starts)
            compareStatements(stretch.ends)
        }
        comparePeople()
        compareSameTime()
        for index in contradicts.keys { contradicts[index]?.sort() }
    }

    /// The events that say otherwise than one and had happened by `end`, in order of position.
    func contradicting(_ index: Int, by end: Instant?) -> [Int] {
        (contradicts[index] ?? []).filter { record.happened($0, by: end) }
    }

    func isTold(_ index: Int) -> Bool { restates[index] == nil }

    /// Distinct statements of one thing that a further one is compared with.
    private static let statementsCompared = 16

    /// The fields that two statements of one start or end may differ in.
    private static func compared(_ kind: Brief.Kind) -> [String]? {
        switch kind {
        case .placementStarted: ["placement_type", "legal_status", "home", "out_of_area", "carer_approval"]
        case .placementEnded: ["ending_reason"]
        case .statusEnded: ["outcome"]
        case .caseOpened, .statusStarted, .planAgreed, .planEnded: []
        default: nil
        }
    }

    private mutating func compareStatements(_ statements: [Int]) {
        guard statements.count > 1 else { return }
        var known: [Int] = []
        for index in statements.sorted(by: record.wasToldBefore) {
            let event = record.events[index]
            let kind = record.briefs[index].kind
            guard let fields = Self.compared(kind) else { continue }
            var isNews = true
            for earlier in known where record.briefs[earlier].kind == kind {
                let other = record.events[earlier]
                if areVersions(event, other) { continue }
                let isSameSource = event.attributes.source == other.attributes.source
                let agrees = event.agreesInTime(with: other) && !differ(event, other, in: fields)
                if agrees, !isSameSource || event.instant == other.instant {
                    if restates[index] == nil { restates[index] = restates[earlier] ?? earlier }
                    isNews = false
                } else if !isSameSource {
                    contradict(index, earlier)
                }
            }
            if isNews, known.count < Self.statementsCompared { known.append(index) }
        }
    }

    /// Two versions of a plan are two things.
    private func areVersions(_ a: Event, _ b: Event) -> Bool {
        guard let one = a["version"], let two = b["version"] else { return false }
        return !one.sameContent(as: two)
    }

    /// Whether both state one of `fields` and do not say the same.
    private func differ(_ a: Event, _ b: Event, in fields: [String]) -> Bool {
        fields.contains { field in
            guard let one = a[field], let two = b[field] else { return false }
            switch field {
            case "reasons": return Self.codesDiffer(one.string, two.string)
            case "worker": return Self.peopleDiffer(Person(value: one), Person(value: two))
            default: return !one.sameContent(as: two)
            }
        }
    }

    /// Reasons in sentences are worded otherwise by every source; codes can be compared.
    private static func codesDiffer(_ a: String?, _ b: String?) -> Bool {
        guard let one = a.flatMap(code), let two = b.flatMap(code) else { return false }
        return one != two
    }

    /// The code that a text is, or that stands in brackets at its end: `RC1`, `Adopted (RC1)`; nil for a text without one.
    private static func code(in text: String) -> String? {
        var code = text[...]
        if text.last == ")", let open = text.lastIndex(of: "(") { code = text[text.index(after: open)...].dropLast() }
        return code.isEmpty || code.utf8.count > longestCode || code.contains(" ") ? nil : code.lowercased()
    }

    /// Bytes of a code at most.
    private static let longestCode = 16

    /// People are told apart by what both sources give of them: their ids, else their names.
    private static func peopleDiffer(_ a: Person, _ b: Person) -> Bool {
        if let one = a.id, let two = b.id { return one != two }
        guard let one = a.name, let two = b.name else { return false }
        return one != two
    }

    private mutating func contradict(_ a: Int, _ b: Int) {
        guard a != b, contradicts[a]?.contains(b) != true else { return }
        contradicts[a, default: []].append(b)
        contradicts[b, default: []].append(a)
    }

    // MARK: People

    private mutating func comparePeople() {
        var known: [String: [Int]] = [:]
        for index in told(where: { $0 == .personRecorded }) {
            let event = record.events[index]
            guard let key = event["person"].flatMap({ Person(value: $0).key }) else { continue }
            for earlier in known[key] ?? [] {
                let other = record.events[earlier]
                let isSameSource = event.attributes.source == other.attributes.source
                if differ(event, other, in: ["date_of_birth", "date_of_death"]) || (!isSameSource && sexDiffers(event, other)) {
                    contradict(index, earlier)
                } else if !isSameSource, restates[index] == nil, saysNothingNew(event, beside: other) {
                    restates[index] = restates[earlier] ?? earlier
                }
            }
            if (known[key]?.count ?? 0) < Self.statementsCompared { known[key, default: []].append(index) }
        }
    }

    /// Sources write "F", "f" and "female"; the first letter tells. Codes in digits are compared with digits only.
    private func sexDiffers(_ a: Event, _ b: Event) -> Bool {
        guard let one = a["sex"]?.string?.utf8.first, let two = b["sex"]?.string?.utf8.first else { return false }
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return digits.contains(one) == digits.contains(two) && one | 0x20 != two | 0x20
    }

    // MARK: The same time

    /// What makes two events of a type tell of one thing besides their time, and the fields they may differ in.
    private static func sameTime(_ kind: Brief.Kind) -> (identity: [String], compared: [String])? {
        switch kind {
        case .visitMade: ([], ["child_seen", "seen_alone", "bedroom_seen", "setting"])
        case .visitAttempted, .missingEnded: ([], ["outcome"])
        case .meetingHeld: (["meeting_type"], ["outcome", "section_47_decision"])
        case .legalMilestone: (["legal_process", "milestone"], ["result"])
        case .assessmentCompleted: (["assessment_type", "person"], ["outcome"])
        case .caseClosed: (["service"], ["reasons"])
        case .enquiryCompleted: (["enquiry_type"], ["outcome"])
        case .caseAllocated: (["allocation_role"], ["worker"])
        case .decisionMade: (["decision_type"], ["outcome"])
        default: nil
        }
    }

    private mutating func compareSameTime() {
        // Events of one day and like type, each pointing to the one told before it.
        var latest: [Int: Int] = [:]
        var previous = [Int](repeating: -1, count: record.events.count)
        for index in told(where: { Self.compared($0) == nil }) {
            let bucket = bucket(index)
            previous[index] = latest.updateValue(index, forKey: bucket) ?? -1
            var earlier = previous[index]
            var left = Self.statementsCompared
            var first: Int?
            while earlier >= 0, left > 0 {
                if record.events[earlier].header.attributes.type == record.events[index].header.attributes.type {
                    // The chain leads backwards: the last that agrees was told first.
                    first = compareSameTime(index, earlier) ?? first
                    left -= 1
                }
                earlier = previous[earlier]
            }
            guard let first else { continue }
            restates[index] = first
            moments[first, default: ToldMoment(record.events[first])].add(record.events[index])
        }
    }

    /// A number shared by events of one local day and one type, and by few others.
    private func bucket(_ index: Int) -> Int {
        let type = record.events[index].header.attributes.type.utf8.count
        return London.day(of: record.briefs[index].time).number << 8 | min(type, 255)
    }

    /// The first-told statement of the same thing, if this one says no more than an earlier one did.
    private mutating func compareSameTime(_ index: Int, _ earlier: Int) -> Int? {
        let (event, other) = (record.events[index], record.events[earlier])
        guard event.isAtTime(of: other), sharesChildren(event, other) else { return nil }
        let isSameSource = event.attributes.source == other.attributes.source
        if let rule = Self.sameTime(record.briefs[index].kind), !isSameSource,
            rule.identity.allSatisfy({ same(event[$0], other[$0]) }), differ(event, other, in: rule.compared),
            // There may be several of these at once.
            event["allocation_role"]?.says("co_worker") != true
        {
            contradict(index, earlier)
            return nil
        }
        guard event.children == other.children, saysNothingNew(event, beside: other) else { return nil }
        let first = restates[earlier] ?? earlier
        return (moments[first] ?? ToldMoment(record.events[first])).takes(event) ? first : nil
    }

    /// Counting events that `test` takes, in the order in which they were told.
    private func told(where test: (Brief.Kind) -> Bool) -> [Int] {
        record.byTelling.filter { index in
            let brief = record.briefs[index]
            return brief.hasData && !brief.kind.isAboutTheRecord && test(brief.kind) && record.counts(index)
        }
    }

    private func same(_ a: JSONValue?, _ b: JSONValue?) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return a.sameContent(as: b)
    }

    private func sharesChildren(_ a: Event, _ b: Event) -> Bool {
        let (one, two) = (a.children, b.children)
        return one.isEmpty || two.isEmpty || one.contains { two.contains($0) }
    }

    /// Fields that tie an event to others and so differ between sources that say the same.
    private static let ties: Set<String> = ["based_on", "placement", "significance", "children"]

    private func saysNothingNew(_ event: Event, beside other: Event) -> Bool {
        guard let members = event.data?.members else { return false }
        return members.allSatisfy { member in
            guard let name = member.key.string, !Self.ties.contains(name), !member.value.isNull else { return true }
            return other[name].map { $0.sameContent(as: member.value) } ?? false
        }
    }
}

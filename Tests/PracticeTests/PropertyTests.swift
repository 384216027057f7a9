import Events
import JSON
import Practice
import Support
import Testing

/// A made-up case of many kinds of events that refer to each other at random, forwards and backwards.
struct RandomCase {
    var ledger = Ledger()

    init(seed: UInt64, count: Int = 60) throws {
        var random = SeededGenerator(seed: seed)
        func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }
        for index in 0..<count {
            let day = Day(number: 20_454 + Int.random(in: 0..<200, using: &random))
            let entered = day.adding(days: Int.random(in: 0..<20, using: &random))
            let children = pick(["", #","children":["a"]"#, #","children":["b"]"#, #","children":["a","b"]"#])
            let based = pick(["", "", #","based_on":["e\#(Int.random(in: 0..<count, using: &random))"]"#])
            let other = "e\(Int.random(in: 0..<count, using: &random))"
            let kind = pick([
                ("visit.made", #""visit_type":"other","child_seen":true,"seen_alone":\#(pick(["true", "false"]))"#),
                ("status.started", #""status":"\#(pick(["child_in_need", "looked_after", "care_order"]))""#),
                ("status.ended", #""status":"\#(pick(["child_in_need", "looked_after", "care_order"]))""#),
                ("plan.agreed", #""plan_type":"\#(pick(["care", "child_protection"]))""#),
                ("plan.ended", #""plan_type":"\#(pick(["care", "child_protection"]))""#),
                ("placement.started", #""placement_type":"\#(pick(["foster", "residential"]))""#),
                ("placement.ended", #""ending_reason":"moved","placement":"\#(other)""#),
                ("case.allocated", #""worker":"\#(pick(["w1", "w2"]))","allocation_role":"allocated_worker""#),
                ("decision.made", #""decision_type":"other","decision":"x""#),
                ("oversight.recorded", #""topics":["other"],"outcome":"agreed""#),
                ("challenge.raised", #""challenge_type":"decision","problem":"p""#),
                ("challenge.resolved", #""challenge_type":"decision","outcome":"upheld""#),
                ("decision.ended", #""ending":"superseded","decision":"\#(other)","superseded_by":"e\#(index / 2)""#),
                ("complaint.received", #""complaint_stage":"stage_1","complainant_role":"mother","about_events":["\#(other)"]"#),
                ("record.corrected", #""correction_reason":"r""#), ("record.withdrawn", #""withdrawal_reason":"other""#),
            ])
            let marks = kind.0.hasPrefix("record.") || Int.random(in: 0..<10, using: &random) == 0
            try ledger.post(
                kind.0, "e\(index)", day.description, kind.1 + children + based,
                // No two are told at one moment, so that positions decide nothing.
                entered: "\(entered)T\(10 + index / 60):\(10 + index % 60 / 2):\(10 + index % 2)Z",
                corrects: marks ? other : nil, actor: pick(["sw-1", "tm-1"]))
        }
    }
}

@Suite struct `Every fold` {
    /// The events with other positions: as if their sources had posted in another order.
    func shuffled(_ events: [Event], seed: UInt64) throws -> [Event] {
        var random = SeededGenerator(seed: seed &+ 99)
        return try events.shuffled(using: &random).enumerated().map { place, event in
            let draft = HeaderDraft(
                event.attributes, postedBy: "uid:1000", dataDigest: event.header.dataDigest, attributesDigest: nil)
            let header = try Header(
                bytes: draft.bytes(position: Position(UInt64(place)), recordedTime: event.header.recordedTime))
            return Event(header: header, data: event.data, sealedAttributes: event.sealedAttributes)
        }
    }

    /// An answer with every position replaced by the id of the event that is there.
    func named(_ value: JSONValue, _ events: [Event], key: String = "") -> String {
        let places: Set<String> = [
            "position", "corrects", "restates", "same_text_as", "superseded_by", "stated_in", "corrected_by", "withdrawn_by",
            "contradicts", "source_positions", "after", "before", "about", "supersedes", "ended_by", "may_hold",
        ]
        switch value.kind {
        case .object:
            return "{"
                + value.members.map { member in
                    let name = member.key.string ?? ""
                    return name + ":" + named(member.value, events, key: name)
                }
                .joined(separator: ",") + "}"
        case .array:
            var elements = value.elements.map { named($0, events, key: key) }
            // Lists of positions are in order of position, which is what differs.
            if places.contains(key) { elements.sort() }
            return "[" + elements.joined(separator: ",") + "]"
        case .number where places.contains(key): return events[Int(value.integer ?? 0)].attributes.id
        case .string where key == "absences":
            // What is withdrawn of its kind is named by its entry.
            return (value.string ?? "").split(separator: " ").map { word in
                Int(word.filter { $0 != "," }).flatMap { events.indices.contains($0) ? events[$0].attributes.id : nil }
                    ?? String(word)
            }.sorted().joined(separator: " ")
        default: return value.description
        }
    }

    /// The register without what it keeps in view of what no longer stands.
    func standing(_ record: Record) throws -> [String] {
        try DecisionRegister(record).entries.map { entry in
            try entry.json().members.filter { !$0.key.says("set_aside") }.map { member in
                guard member.key.says("absences") else { return "\(member.key.description):\(member.value.description)" }
                return member.value.strings.map { said in
                    said.split(separator: " stands: ").count == 2 ? "\(said.split(separator: " stands: ")[0]) is recorded." : said
                }.joined(separator: " ")
            }.joined(separator: ",")
        }
    }

    @Test(arguments: Array<UInt64>(1...40))
    func `gives one answer whatever the order of posting`(_ seed: UInt64) throws {
        let events = try RandomCase(seed: seed).ledger.events
        let other = try shuffled(events, seed: seed)
        let perspective = try Published.need()
        let subject = Subject(Ledger.subject)
        let (a, b) = (Record(events, of: subject), Record(other, of: subject))
        #expect(try named(CaseState(a).json(), events) == named(CaseState(b).json(), other), "seed \(seed)")
        #expect(try named(Visits(a, perspective).json(), events) == named(Visits(b, perspective).json(), other), "seed \(seed)")
        #expect(try named(DecisionRegister(a).json(), events) == named(DecisionRegister(b).json(), other), "seed \(seed)")
    }

    @Test(arguments: Array<UInt64>(1...40))
    func `of a decision needs only what refers to it`(_ seed: UInt64) throws {
        let record = try RandomCase(seed: seed, count: 120).ledger.record
        var decisions = 0
        for (index, event) in record.events.enumerated() where event.attributes.type == "decision.made" {
            let closure = Record(record.closure(of: index), of: nil)
            let whole = try #require(DecisionRegister.entry(record, at: event.position)).text
            #expect(
                DecisionRegister.entry(closure, at: event.position)?.text == whole, "seed \(seed), position \(event.position)")
            decisions += 1
        }
        #expect(decisions > 0, "seed \(seed)")
    }

    @Test(arguments: Array<UInt64>(1...40))
    func `is left as it was by an event that is withdrawn`(_ seed: UInt64) throws {
        let random = try RandomCase(seed: seed)
        let perspective = try Published.need()
        let before = random.ledger.record
        var ledger = random.ledger
        // One that corrects, one that counts, one that endorses.
        try ledger.post(
            "visit.made", "x1", "2026-02-01", #""visit_type":"other","child_seen":true,"seen_alone":true"#, entered: "2026-07-01",
            corrects: "e3")
        try ledger.post("status.started", "x2", "2026-02-02", #""status":"care_order""#, entered: "2026-07-01")
        try ledger.post(
            "oversight.recorded", "x3", "2026-02-03", #""topics":["other"],"outcome":"agreed","based_on":["e1","e2","e4"]"#,
            entered: "2026-07-01")
        for id in ["x1", "x2", "x3"] {
            try ledger.post("record.withdrawn", "w\(id)", "2026-07-02", #""withdrawal_reason":"entered_in_error""#, corrects: id)
        }
        let after = ledger.record
        let one = try CaseState(before).json()
        let two = try CaseState(after).json()
        for member in one.members where !member.key.says("events") && !member.key.says("last_time") {
            let name = member.key.string ?? ""
            #expect(member.value.description == two[name]?.description, "seed \(seed): \(name)")
        }
        #expect(try standing(before) == standing(after), "seed \(seed)")
        let lines = History(before, perspective).entries.map(\.text)
        let kept = History(after, perspective).entries.filter { Int($0.event.position.rawValue) < before.events.count }.map(
            \.text)
        #expect(lines == kept, "seed \(seed)")
    }

    @Test(arguments: Array<UInt64>(1...10))
    func `at a size is the fold of that many events`(_ seed: UInt64) throws {
        let events = try RandomCase(seed: seed).ledger.events
        let subject = Subject(Ledger.subject)
        let perspective = try Published.need()
        for size in stride(from: 0, through: events.count, by: 7) {
            let prefix = Record(Array(events[..<size]), of: subject)
            let filtered = Record(events.filter { $0.position < Position(UInt64(size)) }, of: subject)
            #expect(CaseState(prefix).text == CaseState(filtered).text, "seed \(seed), size \(size)")
            // A history at a size never shows what came after it.
            for entry in History(prefix, perspective).entries {
                let named =
                    [entry.corrects, entry.restates, entry.sameTextAs] + entry.correctedBy + entry.withdrawnBy
                    + (entry.contradicts ?? []) + entry.about
                #expect(named.compactMap(\.self).allSatisfy { $0 < Position(UInt64(size)) }, "seed \(seed), size \(size)")
            }
        }
    }

    @Test(arguments: Array<UInt64>(1...10))
    func `as at a day is the fold of what had happened by then`(_ seed: UInt64) throws {
        // Without corrections, which have their effect whatever the day.
        let events = try RandomCase(seed: seed).ledger.events.filter {
            $0.attributes.corrects == nil && !$0.attributes.type.hasPrefix("record.")
        }
        let subject = Subject(Ledger.subject)
        for offset in stride(from: 0, through: 220, by: 20) {
            let day = Day(number: 20_454 + offset)
            let happened = events.filter { $0.attributes.time.instant <= London.end(of: day) }
            let one = try CaseState(Record(events, of: subject), asAt: day).json()
            let two = try CaseState(Record(happened, of: subject)).json()
            for name in ["statuses", "plans", "placements", "allocated", "last_visit", "last_seen_alone", "events", "last_time"] {
                #expect(one[name]?.description == two[name]?.description, "seed \(seed), \(day): \(name)")
            }
        }
    }
}

import Events
import JSON
import Practice
import Testing

@Suite struct `Accounts of one thing` {
    /// By id: what contradicts it, and what it restates.
    func marks(_ ledger: Ledger) throws -> [String: (against: [UInt64], restates: UInt64?)] {
        History(ledger.record, try Published.need()).entries.reduce(into: [:]) {
            $0[$1.event.attributes.id] = (($1.contradicts ?? []).map(\.rawValue), $1.restates?.rawValue)
        }
    }

    @Test(arguments: [
        ("status.started", #""status":"looked_after""#), ("placement.started", #""placement_type":"foster""#),
        ("plan.agreed", #""plan_type":"care""#), ("case.opened", #""service":"early_help""#),
    ])
    func `differ where two sources begin it on different days`(_ type: String, _ data: String) throws {
        var ledger = Ledger()
        try ledger.post(type, "a", "2026-01-05", data)
        try ledger.post(type, "b", "2026-01-08", data, source: "/other")
        try ledger.post(type, "c", "2026-01-05", data, source: "/third")
        let marks = try marks(ledger)
        #expect(marks["a"]?.against == [1])
        #expect(marks["b"]?.against == [0, 2])
        #expect(marks["c"]?.restates == 0)
        #expect(marks["a"]?.restates == nil)
    }

    @Test func `agree as exactly as the vaguer is known`() throws {
        var ledger = Ledger()
        let data = #""placement_type":"foster""#
        try ledger.post("placement.started", "a", "2026-01-05T17:15:00Z", data)
        try ledger.post("placement.started", "b", "2026-01-05T00:00:00Z", data, source: "/b", more: #""timeprecision":"day""#)
        try ledger.post("placement.started", "c", "2026-01-01T00:00:00Z", data, source: "/c", more: #""timeprecision":"month""#)
        try ledger.post("placement.started", "d", "2026-02-01T00:00:00Z", data, source: "/d", more: #""timeprecision":"month""#)
        let marks = try marks(ledger)
        #expect(marks["b"]?.restates == 0 && marks["c"]?.restates == 0)
        #expect(marks["d"]?.against.contains(0) == true)
    }

    @Test func `are two things where an end lies between`() throws {
        var ledger = Ledger()
        let data = #""status":"child_in_need""#
        try ledger.post("status.started", "a", "2026-01-05", data)
        try ledger.post("status.ended", "e", "2026-03-05", data)
        try ledger.post("status.started", "b", "2026-05-05", data, source: "/other")
        #expect(try marks(ledger).values.allSatisfy { $0.against.isEmpty && $0.restates == nil })
    }

    @Test func `of one source alone are moves, not contradictions`() throws {
        var ledger = Ledger()
        try ledger.post("placement.started", "a", "2026-01-05", #""placement_type":"foster""#)
        try ledger.post("placement.started", "b", "2026-02-05", #""placement_type":"foster""#)
        #expect(try marks(ledger).values.allSatisfy { $0.against.isEmpty && $0.restates == nil })
        #expect(try CaseState(ledger.record).json()["placements"]?.count == 2)
    }

    @Test func `of its end differ too`() throws {
        var ledger = Ledger()
        try ledger.post("placement.started", "s", "2026-01-05", #""placement_type":"foster""#)
        try ledger.post("placement.started", "s2", "2026-01-05", #""placement_type":"foster""#, source: "/return/2")
        try ledger.post("placement.ended", "e1", "2026-03-05", #""ending_reason":"moved","placement":"s""#)
        try ledger.post("placement.started", "n", "2026-03-05T13:00:00Z", #""placement_type":"foster""#)
        try ledger.post("placement.ended", "e2", "2026-03-09", #""ending_reason":"moved","placement":"s2""#, source: "/return/2")
        try ledger.post(
            "placement.ended", "e3", "2026-03-05", #""ending_reason":"disrupted","placement":"/return/2#s2""#, source: "/return/3"
        )
        try ledger.post(
            "placement.ended", "e4", "2026-03-05", #""ending_reason":"moved","placement":"/return/2#s2""#, source: "/return/4")
        let marks = try marks(ledger)
        #expect(marks["e1"]?.against == [ledger.position("e2"), ledger.position("e3")].compactMap(\.self))
        #expect(marks["e4"]?.restates == ledger.position("e1"))
        // The next placement goes on, whatever is said of the end of the first.
        let state = try CaseState(ledger.record).json()
        #expect(state["placements"]?.elements.map { $0["position"]?.integer } == [3])
    }

    @Test func `count once when a later return says the same`() throws {
        var ledger = Ledger()
        for year in 2017...2020 {
            try ledger.post(
                "placement.started", "ep1", "2017-05-01T00:00:00Z", #""placement_type":"foster""#, entered: "\(year + 1)-03-31",
                source: "/return/\(year)", more: #""timeprecision":"day""#)
        }
        try ledger.post(
            "placement.ended", "end1", "2019-08-01T00:00:00Z", #""ending_reason":"moved","placement":"/return/2017#ep1""#,
            entered: "2021-03-31", source: "/return/2020", more: #""timeprecision":"day""#)
        let record = ledger.record
        let open = try CaseState(record, asAt: Day("2018-01-01")).json()
        #expect(open["placements"]?.count == 1)
        #expect(open["placement"]?["last_heard"]?["source"]?.string == "/return/2020")
        #expect(try CaseState(record).json()["placement"]?.isNull == true)
        #expect(Chronology(record, try Published.need()).entries.count == 2)
        // As known after the return of 2018.
        let early = Record(
            ledger.events.filter { $0.header.enteredOrRecorded < Instant(startOf: Day(number: 18_000)) }, of: record.subject)
        #expect(try CaseState(early).json()["placement"]?["last_heard"]?["source"]?.string == "/return/2018")
    }

    @Test func `of a person differ in what cannot change`() throws {
        var ledger = Ledger()
        func person(_ id: String, _ data: String, source: String = Ledger.source, corrects: String? = nil) throws {
            try ledger.post(
                "person.recorded", id, "2026-01-05", #""person":{"id":"p"},\#(data)"#, source: source, corrects: corrects)
        }
        try person("a", #""date_of_birth":"2022-08-05","sex":"female""#)
        try person("b", #""date_of_birth":"2022-05-08","sex":"F""#, source: "/other")
        try person("c", #""first_language":"Welsh""#, source: "/third")
        #expect(try marks(ledger)["a"]?.against == [1])
        #expect(try marks(ledger)["c"]?.against == [])
        // Stated anew, it no longer contradicts.
        try person("d", #""date_of_birth":"2022-05-08""#, corrects: "a")
        #expect(try marks(ledger)["a"]?.against == [])
        #expect(try marks(ledger)["b"]?.against == [])
        try person("e", #""sex":"male""#, source: "/fourth")
        #expect(try marks(ledger)["e"]?.against == [1])
    }

    @Test func `of a visit differ in who was seen, at one time`() throws {
        var ledger = Ledger()
        func visit(_ id: String, _ time: String, _ data: String, source: String) throws {
            try ledger.post("visit.made", id, time, #""visit_type":"other",\#(data)"#, source: source)
        }
        try visit("a", "2026-01-05T10:15:00Z", #""child_seen":true,"seen_alone":true,"children":["k","t"]"#, source: "/ics")
        try visit("b", "2026-01-05T10:15:00Z", #""child_seen":true,"seen_alone":false,"children":["t"]"#, source: "/health")
        try visit("c", "2026-01-05T10:15:00Z", #""child_seen":false,"children":["z"]"#, source: "/health")
        try visit("d", "2026-01-05T15:15:00Z", #""child_seen":false,"children":["t"]"#, source: "/health")
        try visit("e", "2026-01-05T10:15:00Z", #""child_seen":true,"seen_alone":true,"children":["k","t"]"#, source: "/copy")
        let marks = try marks(ledger)
        #expect(marks["a"]?.against == [1] && marks["b"]?.against == [0, 4])
        #expect(marks["c"]?.against == [] && marks["d"]?.against == [])
        #expect(marks["e"]?.restates == 0)
        #expect(Visits(ledger.record, try Published.need()).entries.filter(\.counts).count == 4)
    }

    /// One thing that two sources tell of at one moment: its type, what both say, what the one says, and what the other.
    @Test(arguments: [
        ("case.closed", #""service":"childrens_social_care""#, #""reasons":"RC1""#, #""reasons":"RC2""#),
        ("case.closed", #""service":"childrens_social_care""#, #""reasons":"Adopted (RC1)""#, #""reasons":"Died (RC2)""#),
        ("enquiry.completed", #""enquiry_type":"section_47""#, #""outcome":"no_further_action""#, #""outcome":"icpc_required""#),
        ("decision.made", #""decision_type":"start_section_47","decision":"d""#, #""outcome":"agreed""#, #""outcome":"refused""#),
        ("case.allocated", #""allocation_role":"allocated_worker""#, #""worker":{"id":"w1"}"#, #""worker":"w2""#),
        ("case.allocated", #""allocation_role":"allocated_worker""#, #""worker":{"name":"A"}"#, #""worker":{"name":"B"}"#),
    ])
    func `differ where two sources tell of one moment`(_ type: String, _ both: String, _ one: String, _ other: String) throws {
        var ledger = Ledger()
        try ledger.post("case.opened", "o", "2026-01-05", #""service":"childrens_social_care""#)
        try ledger.post(type, "a", "2026-03-05", "\(both),\(one)")
        try ledger.post(type, "b", "2026-03-05", "\(both),\(other)", source: "/other")
        try ledger.post(type, "c", "2026-03-05", "\(both),\(one)", source: "/third")
        let marks = try marks(ledger)
        #expect(marks["a"]?.against == [2] && marks["b"]?.against == [1, 3])
        #expect(marks["c"]?.restates == 1)
    }

    @Test(arguments: [
        // Sentences are worded otherwise by every source, and people may be named otherwise.
        ("case.closed", #""service":"childrens_social_care""#, #""reasons":"Needs met.""#, #""reasons":"The plan has ended.""#),
        ("case.allocated", #""allocation_role":"allocated_worker""#, #""worker":{"id":"w1","name":"A"}"#, #""worker":"w1""#),
        ("case.allocated", #""allocation_role":"allocated_worker""#, #""worker":{"id":"w1"}"#, #""worker":{"name":"A"}"#),
        // Several may work on a case at once.
        ("case.allocated", #""allocation_role":"co_worker""#, #""worker":"w1""#, #""worker":"w2""#),
        (
            "decision.made", #""decision":"d","outcome":"agreed""#, #""decision_type":"start_section_47""#,
            #""decision_type":"section_47_enquiry""#
        ),
    ])
    func `do not differ in what each may say for itself`(_ type: String, _ both: String, _ one: String, _ other: String) throws {
        var ledger = Ledger()
        try ledger.post("case.opened", "o", "2026-01-05", #""service":"childrens_social_care""#)
        try ledger.post(type, "a", "2026-03-05", "\(both),\(one)")
        try ledger.post(type, "b", "2026-03-05", "\(both),\(other)", source: "/other")
        #expect(try marks(ledger).values.allSatisfy { $0.against.isEmpty })
    }

    @Test(arguments: [["day", "ten", "three"], ["ten", "day", "three"], ["ten", "three", "day"], ["three", "day", "ten"]])
    func `of two visits on one day stay two beside a source that knows only the day`(_ order: [String]) throws {
        let visit = #""visit_type":"other","child_seen":true"#
        var ledger = Ledger()
        for id in order {
            switch id {
            case "day":
                try ledger.post(
                    "visit.made", id, "2026-05-01T00:00:00Z", visit, source: "/import", more: #""timeprecision":"day""#)
            case "ten": try ledger.post("visit.made", id, "2026-05-01T10:00:00Z", visit)
            default: try ledger.post("visit.made", id, "2026-05-01T15:00:00Z", visit)
            }
        }
        let counting = Visits(ledger.record, try Published.need()).entries.filter(\.counts)
        #expect(counting.count == 2, "the vague one says again what one of them says, or one of them what it says")
        let marks = try marks(ledger)
        #expect(marks["ten"]?.restates != ledger.position("three") && marks["three"]?.restates != ledger.position("ten"))
    }

    @Test func `that happened after the day asked about are left out`() throws {
        var ledger = Ledger()
        let status = #""status":"looked_after""#
        try ledger.post("status.started", "a", "2026-01-05", status)
        try ledger.post("status.started", "b", "2026-01-08", status, source: "/other")
        let day = try #require(Day("2026-01-06"))
        let published = try Published.need()
        #expect(History(ledger.record, published, asAt: day).entries.map { $0.contradicts ?? [] } == [[]])
        #expect(Contradictions(ledger.record, published, asAt: day).entries.isEmpty)
        #expect(CaseState(ledger.record, asAt: day).statuses.map(\.contradicts.count) == [0])
        #expect(Contradictions(ledger.record, published).entries.count == 1)
    }
}

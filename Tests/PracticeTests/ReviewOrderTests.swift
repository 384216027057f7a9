import Events
import JSON
import Practice
import Testing

/// What a decision's review says of the order of things: what was told before it and after, and what happened before it and after.
@Suite struct `A review's order` {
    static let made = #""decision_type":"other","decision":"x""#

    func review(_ ledger: Ledger, _ basis: DecisionReview.Basis = .told) throws -> JSONValue {
        let position = try #require(ledger.event("d")).position
        return try #require(DecisionReview(ledger.record, try Published.need(), of: position, basis: basis)).json()
    }

    func happened(_ list: JSONValue?) -> [Int64: String?] {
        (list?.elements ?? JSONDocument.emptyObject.root.elements).reduce(into: [:]) {
            $0[$1["position"]?.integer ?? -1] = .some($1["happened"]?.string)
        }
    }

    @Test func `what was written down before the decision is not said to be written down after it`() throws {
        var ledger = Ledger()
        try ledger.post(
            "decision.made", "d", "2026-03-01", Self.made + #","based_on":["early","untold"]"#, entered: "2026-03-01")
        try ledger.post("case_note.entered", "early", "2026-02-20", #""note_type":"other""#, entered: "2026-02-20")
        try ledger.post("case_note.entered", "untold", "2026-02-20", #""note_type":"other""#)
        let recorded = try review(ledger, .recorded)
        #expect(
            recorded["absences"]?.strings.contains("2 cited entries are recorded in this ledger only after the decision was.")
                == true)
        #expect(
            recorded["cited"]?.elements.compactMap { $0["after"]?.string } == [
                "recorded in this ledger later on the same day", "recorded in this ledger later on the same day",
            ])
        let told = try review(ledger)
        #expect(told["cited"]?.elements.map { $0["known_then"]?.bool } == [true, false])
        #expect(
            told["absences"]?.strings.contains("1 cited entry is recorded in this ledger only after the decision was.") == true)
        #expect(told["absences"]?.strings.contains { $0.contains("written down") } == false)
    }

    @Test func `what is of the same moment, and what may be earlier, is not left out`() throws {
        var ledger = Ledger()
        func note(_ id: String, _ time: String, _ precision: String = "instant") throws {
            try ledger.post(
                "case_note.entered", id, time, #""note_type":"other""#, entered: "2026-05-01",
                more: #""timeprecision":"\#(precision)""#)
        }
        try ledger.post("decision.made", "d", "2026-03-10T10:00:00Z", Self.made, entered: "2026-03-10")
        try note("same", "2026-03-10T10:00:00Z")
        try note("day", "2026-03-10T00:00:00Z", "day")
        try note("year", "2026-01-01T00:00:00Z", "year")
        try note("before", "2026-02-01T00:00:00Z", "month")
        try note("after", "2026-03-10T10:00:01Z")
        try note("next month", "2026-04-01T00:00:00Z", "month")
        #expect(
            try happened(review(ledger)["arrived_later"]) == [1: nil, 2: "perhaps_later", 3: "perhaps_later", 4: nil])
    }

    @Test func `what stood on the record and happened after the decision says so`() throws {
        var ledger = Ledger()
        try ledger.post("meeting.held", "m", "2026-03-20", #""meeting_type":"core_group""#)
        try ledger.post("meeting.held", "n", "2026-03-01", #""meeting_type":"core_group""#)
        try ledger.post("decision.made", "d", "2026-03-10", Self.made)
        #expect(try happened(review(ledger)["known_then"]) == [0: "later", 1: nil])
    }

    @Test func `supervision and approvals are oversight of the decision that they name, and the next oversight of the case`()
        throws
    {
        var ledger = Ledger()
        try ledger.post("decision.made", "d", "2026-03-10", Self.made)
        try ledger.post("supervision.held", "p", "2026-03-11", #""supervision_type":"professional","based_on":["d"]"#)
        #expect(try review(ledger)["oversight"]?.count == 0)
        #expect(try review(ledger)["next_oversight"]?.isNull == true)
        try ledger.post("supervision.held", "s", "2026-03-12", #""supervision_type":"casework""#, actor: "tm-1")
        #expect(try review(ledger)["next_oversight"]?["position"]?.integer == 2)
        #expect(try review(ledger)["absences"]?.strings.contains("No oversight of it is recorded.") == true)
        try ledger.post("supervision.held", "t", "2026-03-13", #""supervision_type":"casework","based_on":["d"]"#, actor: "tm-1")
        try ledger.post("assessment.approved", "a", "2026-03-14", #""assessment_type":"child_and_family","based_on":["d"]"#)
        let review = try review(ledger)
        #expect(review["oversight"]?.elements.compactMap { $0["position"]?.integer } == [3, 4])
        #expect(review["absences"]?.strings.contains { $0.contains("oversight of it") } == false)
        // Neither says that it agrees.
        #expect(review["decision"]?["endorsed_by"]?.count == 0)
        #expect(
            try History(ledger.record, Published.need()).entries.map { $0.about.map(\.rawValue) } == [[], [], [], [0], [0]])
    }

    @Test func `oversight that may be later than the decision is not denied`() throws {
        var ledger = Ledger()
        try ledger.post("decision.made", "d", "2026-03-10", Self.made)
        try ledger.post(
            "oversight.recorded", "o", "2026-01-01T00:00:00Z", #""topics":["other"]"#, more: #""timeprecision":"year""#)
        #expect(
            try review(ledger)["absences"]?.strings.contains(
                "No oversight of the case after it is recorded; entry 1 (2026) may be.") == true)
        try ledger.post(
            "oversight.recorded", "p", "2026-04-01T00:00:00Z", #""topics":["other"]"#, more: #""timeprecision":"month""#)
        #expect(try review(ledger)["next_oversight"]?["position"]?.integer == 2)
    }
}

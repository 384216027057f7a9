import Events
import JSON
import Practice
import Testing

/// What an end, a withdrawal and a restatement do to what they name, and what they leave as it is.
@Suite struct `Of what ends or no longer stands` {
    static let care = #""decision_type":"come_into_care","decision":"Into care","reasons":"At risk""#

    func history(_ ledger: Ledger, asAt: String? = nil) throws -> [JSONValue] {
        let history = History(ledger.record, try Published.need(), asAt: asAt.flatMap { Day($0) })
        return Array(try #require(try history.json()["entries"]).elements)
    }

    func chronology(_ ledger: Ledger) throws -> [JSONValue] {
        Array(try #require(try Chronology(ledger.record, try Published.need()).json()["entries"]).elements)
    }

    func entry(_ ledger: Ledger, _ id: String = "d") throws -> JSONValue {
        let position = try #require(ledger.event(id)).position
        return try #require(DecisionRegister.entry(ledger.record, at: position)).json()
    }

    @Test func `an end that names its decision by what it corrects states nothing anew`() throws {
        var ledger = Ledger()
        try ledger.post("decision.made", "d", "2026-03-01", Self.care, entered: "2026-03-01")
        try ledger.post("decision.ended", "e", "2026-04-01", #""ending":"lapsed""#, entered: "2026-04-01", corrects: "d")
        var rows = try history(ledger)
        #expect(rows[0]["restated"] == nil && rows[0]["corrected_by"]?.count == 0)
        #expect(rows[0]["ended_by"]?.integers == [1])
        #expect(rows[1]["corrects"]?.integer == 0 && rows[1]["about"]?.integers == [0])
        // An end is something that happened: before it there was none.
        #expect(try history(ledger, asAt: "2026-03-10")[0]["ended_by"] == nil)
        let lines = try chronology(ledger)
        #expect(lines.first?["position"]?.integer == 0 && lines.first?["earlier"] == nil)
        let review = try #require(
            DecisionReview(ledger.record, try Published.need(), of: Position(0))
        ).json()
        #expect(review["changes"]?.elements.compactMap { $0["change"]?.string } == ["ended"])
        // A decision that states it anew is replaced by nothing.
        try ledger.post("decision.made", "d3", "2026-03-01", Self.care, entered: "2026-04-02", corrects: "d")
        rows = try history(ledger)
        let anew = try #require(rows.first { $0["id"]?.string == "d3" })
        #expect(anew["restated"] == nil && anew["corrected_by"]?.count == 0)
        #expect(rows[0]["restated"]?.bool == true && rows[0]["corrected_by"]?.integers == [2])
    }

    @Test func `an end stated anew ends the same decision`() throws {
        var ledger = Ledger()
        try ledger.post("decision.made", "d", "2026-03-01", Self.care)
        try ledger.post("decision.ended", "e", "2026-04-01", #""ending":"lapsed""#, corrects: "d")
        try ledger.post("decision.ended", "e2", "2026-04-02", #""ending":"overturned""#, corrects: "e")
        #expect(try entry(ledger)["ended"]?["ending"]?.string == "overturned")
        #expect(try history(ledger)[1]["restated"]?.bool == true)
    }

    @Test func `what was withdrawn of oversight and challenges stays in view and is not denied`() throws {
        var ledger = Ledger()
        try ledger.post("decision.made", "d", "2026-03-01", Self.care)
        try ledger.post(
            "challenge.raised", "c", "2026-03-02", #""challenge_type":"decision","problem":"Not heard","based_on":["d"]"#)
        try ledger.post(
            "oversight.recorded", "o", "2026-03-03", #""topics":["other"],"outcome":"agreed","based_on":["d"]"#, actor: "tm-1")
        #expect(try entry(ledger)["set_aside"] == nil)
        for id in ["c", "o"] {
            try ledger.post("record.withdrawn", "w-\(id)", "2026-03-04", #""withdrawal_reason":"other""#, corrects: id)
        }
        let entry = try entry(ledger)
        #expect(entry["challenged_by"]?.count == 0 && entry["oversight"]?.count == 0 && entry["endorsed_by"]?.count == 0)
        #expect(entry["set_aside"]?.elements.compactMap { $0["position"]?.integer } == [1, 2])
        #expect(entry["set_aside"]?.elements.compactMap { $0["withdrawn_by"]?.integers } == [[3], [4]])
        let absences = try #require(entry["absences"]?.strings)
        #expect(absences.contains("No oversight of it stands: entry 2 was withdrawn."))
        #expect(absences.contains("No endorsement of it stands: entry 2 was withdrawn."))
        #expect(!absences.contains { $0.contains("is recorded") && !$0.contains("authority") })
        let review = try #require(DecisionReview(ledger.record, try Published.need(), of: Position(0))).json()
        #expect(review["set_aside"]?.count == 2)
    }

    @Test func `what is stated anew of another decision is set aside, and of the same is not`() throws {
        var ledger = Ledger()
        try ledger.post("decision.made", "d", "2026-03-01", Self.care)
        try ledger.post("decision.made", "other", "2026-03-01", Self.care + #","level":"x""#)
        let challenge = #""challenge_type":"decision","problem":"No""#
        try ledger.post("challenge.raised", "c", "2026-03-02", challenge + #","based_on":["d"]"#)
        try ledger.post("challenge.raised", "c2", "2026-03-02", challenge, corrects: "c")
        #expect(try entry(ledger)["set_aside"] == nil)
        #expect(try entry(ledger)["challenged_by"]?.elements.compactMap { $0["position"]?.integer } == [3])
        try ledger.post("challenge.raised", "c3", "2026-03-02", challenge + #","based_on":["other"]"#, corrects: "c2")
        #expect(try entry(ledger)["challenged_by"]?.count == 0)
        #expect(try entry(ledger)["set_aside"]?.elements.compactMap { $0["position"]?.integer } == [2, 3])
        #expect(try entry(ledger, "other")["challenged_by"]?.count == 1)
    }

    @Test func `the decision that took another's place says so wherever it is shown`() throws {
        var ledger = Ledger()
        try ledger.post("decision.made", "n1", "2026-03-01", Self.care)
        try ledger.post("decision.made", "n2", "2026-03-10", Self.care)
        try ledger.post("visit.made", "v", "2026-03-10")
        try ledger.post(
            "decision.ended", "e", "2026-03-20", #""ending":"superseded","decision":"n1","superseded_by":"n2""#)
        #expect(try entry(ledger, "n2")["supersedes"]?.integers == [0])
        #expect(try history(ledger).first { $0["id"]?.string == "n2" }?["supersedes"]?.integers == [0])
        // Not before it was said.
        let before = try history(ledger, asAt: "2026-03-15").first { $0["id"]?.string == "n2" }
        #expect(try #require(before)["supersedes"] == nil)
        // What is no decision, or is the one that ended, takes no decision's place.
        for place in ["v", "n2"] {
            try ledger.post(
                "decision.ended", "e-\(place)", "2026-03-21",
                #""ending":"superseded","decision":"n2","superseded_by":"\#(place)""#)
            #expect(try entry(ledger, "n2")["superseded_by"]?.isNull == true)
        }
    }

    @Test func `what is stated anew on another file leaves its line here, and its words there`() throws {
        var ledger = Ledger()
        try ledger.post("decision.made", "d1", "2026-03-01", Self.care)
        try ledger.post(
            "decision.made", "d2", "2026-03-01", #""decision_type":"come_into_care","decision":"Craig comes into care""#,
            subject: "case/2", corrects: "d1")
        let events = ledger.events
        let record = Record([events[0]], of: Subject("case/1"), remarks: [events[1]])
        let lines = Array(try #require(try Chronology(record, try Published.need()).json()["entries"]).elements)
        #expect(lines.compactMap { $0["position"]?.integer } == [0])
        #expect(lines.first?["event"]?.string?.contains("Craig") == false)
        #expect(lines.first?["restated"]?.bool == true && lines.first?["restated_on"]?.string == "case/2")
        #expect(lines.first?["corrected_by"]?.integers == [1])
        // On its own file it is a line like any other.
        let there = Record([events[1]], of: Subject("case/2"), remarks: [events[0]])
        let own = Array(try #require(try Chronology(there, try Published.need()).json()["entries"]).elements)
        #expect(own.compactMap { $0["position"]?.integer } == [1] && own.first?["restated"] == nil)
    }

    @Test(arguments: [[0, 1, 2, 3], [1, 0, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]])
    func `which of several restatements counts does not depend on the order of posting`(_ order: [Int]) throws {
        let rows: [(id: String, corrects: String?)] = [("v0", nil), ("v1", "v0"), ("v2", "v1"), ("v3", "v0")]
        var ledger = Ledger()
        for at in order {
            try ledger.post(
                "visit.made", rows[at].id, "2026-03-01", #""visit_type":"home","child_seen":true"#, entered: "2026-03-0\(at + 2)",
                corrects: rows[at].corrects)
        }
        let visits = Visits(ledger.record, try Published.need())
        #expect(visits.entries.filter(\.counts).map(\.entry.event.attributes.id) == ["v3"])
        let v2 = try #require(try history(ledger).first { $0["id"]?.string == "v2" })
        let counting = Int64(try #require(ledger.position("v3")))
        #expect(v2["restated"]?.bool == true)
        #expect(v2["corrected_by"]?.integers == [counting])
    }

    @Test func `what corrects a withdrawn correction stands in its place`() throws {
        var ledger = Ledger()
        let allocated = #""worker":"w1","allocation_role":"allocated_worker""#
        try ledger.post("case.allocated", "a", "2026-01-07", allocated)
        try ledger.post("case.allocated", "b", "2026-01-08", allocated, corrects: "a")
        try ledger.post("case.allocated", "c", "2026-01-09", allocated, corrects: "b")
        try ledger.post("record.withdrawn", "w", "2026-02-01", #""withdrawal_reason":"other""#, corrects: "b")
        let since = try CaseState(ledger.record).json()["allocated"]?["allocated_worker"]?["since"]?.string
        #expect(since == "2026-01-09T12:00:00Z")
        #expect(try history(ledger).first { $0["id"]?.string == "a" }?["corrected_by"]?.integers == [2])
    }

    @Test func `a worker allocated again is in the team told last`() throws {
        var ledger = Ledger()
        try ledger.post(
            "case.allocated", "a", "2026-01-06",
            #""worker":{"id":"w1","name":"Ann","team":"Alpha"},"allocation_role":"allocated_worker""#)
        try ledger.post(
            "case.allocated", "b", "2026-03-01", #""worker":{"id":"w1","team":"Beta"},"allocation_role":"allocated_worker""#)
        let state = CaseState(ledger.record)
        let holding = try #require(try state.json()["allocated"]?["allocated_worker"])
        #expect(holding["since"]?.string == "2026-01-06T12:00:00Z" && holding["worker"]?["name"]?.string == "Ann")
        #expect(holding["worker"]?["team"]?.string == "Beta")
        #expect(state.responsible().team == "Beta")
        #expect(CaseState(ledger.record, asAt: Day("2026-02-01")).responsible().team == "Alpha")
    }
}

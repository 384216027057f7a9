import Events
import JSON
import Practice
import Testing

@Suite struct `A decision` {
    static let made = #""decision_type":"other","decision":"Do it""#

    func entry(_ ledger: Ledger, _ id: String = "d", asAt: String? = nil) throws -> JSONValue {
        let position = try #require(ledger.event(id)).position
        return try #require(DecisionRegister.entry(ledger.record, at: position, asAt: asAt.flatMap { Day($0) })).json()
    }

    @Test func `is endorsed by another who agrees, and by what it says itself`() throws {
        var ledger = Ledger()
        try ledger.post("decision.made", "d", "2026-01-05", Self.made + #","endorsed_by_role":"service manager""#)
        for (id, outcome, actor) in [("o1", "agreed", "tm-1"), ("o2", "changes_required", "tm-2"), ("o3", "agreed", "sw-1")] {
            try ledger.post(
                "oversight.recorded", id, "2026-01-06", #""topics":["other"],"outcome":"\#(outcome)","based_on":["d"]"#,
                actor: actor)
        }
        try ledger.post("oversight.recorded", "o4", "2026-01-07", #""topics":["other"],"outcome":"agreed""#, actor: "tm-3")
        let entry = try entry(ledger)
        #expect(entry["oversight"]?.count == 3)
        let endorsed = Array(try #require(entry["endorsed_by"]).elements)
        #expect(endorsed.map { $0["position"]?.integer } == [1, nil])
        #expect(endorsed.last?["role"]?.string == "service manager")
        #expect(endorsed.last?["stated_in"]?.integer == 0)
    }

    @Test func `says what is missing`() throws {
        var ledger = Ledger()
        try ledger.post("decision.made", "d", "2026-01-05", Self.made, actor: "unknown")
        #expect(
            try entry(ledger)["absences"]?.strings == [
                "No reasons are recorded.", "The authority it was made under is not recorded.",
                "The source does not tell who decided.", "No oversight of it is recorded.", "No endorsement of it is recorded.",
            ])
        #expect(try entry(ledger)["reasons"]?.isNull == true)
        #expect(try entry(ledger)["superseded_by"]?.isNull == true)
        #expect(try entry(ledger)["ended"]?.isNull == true)
    }

    @Test func `is challenged, and the challenge is resolved`() throws {
        var ledger = Ledger()
        try ledger.post("decision.made", "d", "2026-01-05", Self.made)
        try ledger.post(
            "challenge.raised", "c", "2026-01-08", #""challenge_type":"decision","problem":"No","grounds":"Law","based_on":["d"]"#
        )
        #expect(
            try entry(ledger)["challenged_by"]?.elements.first { _ in true }?["absence"]?.string == "no resolution is recorded")
        try ledger.post(
            "challenge.resolved", "r", "2026-02-08", #""challenge_type":"decision","outcome":"upheld","based_on":["c","d"]"#)
        let challenge = try #require(try entry(ledger)["challenged_by"]?.elements.first { _ in true })
        #expect(challenge["outcome"]?.string == "upheld")
        #expect(challenge["grounds"]?.string == "Law")
        #expect(challenge["resolved"]?["position"]?.integer == 2)
        // As at a day before it was resolved.
        let before = try #require(try entry(ledger, asAt: "2026-02-07")["challenged_by"]?.elements.first { _ in true })
        #expect(before["outcome"]?.isNull == true)
        try ledger.post("record.withdrawn", "w", "2026-02-10", #""withdrawal_reason":"other""#, corrects: "c")
        #expect(try entry(ledger)["challenged_by"]?.count == 0)
    }

    @Test func `ends, and another takes its place`() throws {
        var ledger = Ledger()
        try ledger.post(
            "decision.ended", "e", "2026-02-05",
            #""ending":"superseded","decision":"d","superseded_by":"d2","reasons":"New facts""#)
        try ledger.post("decision.made", "d", "2026-01-05", Self.made)
        #expect(try entry(ledger)["superseded_by"]?.isNull == true)
        #expect(try entry(ledger)["superseded_by_reference"]?.string == "/ics/test#d2")
        try ledger.post("decision.made", "d2", "2026-02-05", Self.made)
        #expect(try entry(ledger)["superseded_by"]?.integer == 2)
        #expect(try entry(ledger)["ended"]?["ending"]?.string == "superseded")
        #expect(try entry(ledger)["ended"]?["reasons"]?.string == "New facts")
        #expect(try entry(ledger, asAt: "2026-02-04")["ended"]?.isNull == true)
    }

    @Test func `stated anew is superseded by the restatement`() throws {
        var ledger = Ledger()
        try ledger.post("decision.made", "d", "2026-01-05", Self.made)
        try ledger.post("decision.made", "d2", "2026-01-05", Self.made, corrects: "d")
        #expect(try entry(ledger)["superseded_by"]?.integer == 1)
        #expect(try entry(ledger)["corrected_by"]?.integers == [1])
        #expect(try entry(ledger, "d2")["corrects"]?.integer == 0)
    }

    @Test func `is complained of`() throws {
        var ledger = Ledger()
        try ledger.post("decision.made", "d", "2026-01-05", Self.made)
        try ledger.post(
            "complaint.received", "c", "2026-01-08",
            #""complaint_stage":"stage_1","complainant_role":"mother","about_events":["/ics/test#d"]"#, source: "/complaints")
        try ledger.post(
            "complaint.responded", "r", "2026-01-18", #""complaint_stage":"stage_1","outcome":"upheld","based_on":["c"]"#,
            source: "/complaints")
        let complaint = try #require(try entry(ledger)["complaints"]?.elements.first { _ in true })
        #expect(complaint["position"]?.integer == 1)
        #expect(complaint["outcome"]?.string == "upheld")
    }

    func review(_ ledger: Ledger, _ basis: DecisionReview.Basis = .entered) throws -> JSONValue {
        let position = try #require(ledger.event("d")).position
        return try #require(DecisionReview(ledger.record, try Published.need(), of: position, basis: basis)).json()
    }

    func positions(_ list: JSONValue?) -> [Int64] { list?.elements.compactMap { $0["position"]?.integer } ?? [] }

    @Test func `is reviewed by what was known then`() throws {
        var ledger = Ledger()
        // Posted in one go, long after: only entry times tell what was known.
        try ledger.post("case_note.entered", "late", "2026-01-02", #""note_type":"other""#, entered: "2026-01-12")
        try ledger.post(
            "case_note.entered", "known", "2026-01-03", #""note_type":"other","child_views":"Stay""#, entered: "2026-01-03")
        try ledger.post(
            "decision.made", "d", "2026-01-05", Self.made + #","based_on":["known","late","/x#gone"]"#, entered: "2026-01-05")
        try ledger.post("case_note.entered", "posted after", "2026-01-04", #""note_type":"other""#, entered: "2026-01-04")
        try ledger.post("case_note.entered", "later", "2026-01-09", #""note_type":"other""#, entered: "2026-01-09")
        try ledger.post("oversight.recorded", "o", "2026-01-20", #""topics":["other"]"#, entered: "2026-01-20", actor: "tm-1")
        let review = try review(ledger)
        #expect(positions(review["known_then"]) == [1, 3])
        #expect(positions(review["arrived_later"]) == [0])
        #expect(review["arrived_later"]?.elements.first { _ in true }?["days_after"]?.integer == 7)
        #expect(review["cited"]?.elements.map { $0["position"]?.integer } == [1, 0, nil])
        #expect(review["cited"]?.elements.map { $0["known_then"]?.bool } == [true, false, nil])
        #expect(review["cited"]?.elements.compactMap { $0["reference"]?.string } == ["/x#gone"])
        #expect(review["next_oversight"]?["days_after"]?.integer == 15)
        #expect(review["next_oversight"]?["linked"]?.bool == false)
        let absences = review["absences"]?.strings ?? []
        for sentence in [
            "No reasons are recorded.", "No other options are recorded.", "No views of the family are recorded.",
            "The decision does not give the child's views itself; entries it cites do.",
            "1 cited entry is not in the ledger at this basis.", "1 cited entry is written down only after the decision was.",
        ] { #expect(absences.contains(sentence), "\(sentence)") }
        let recorded = try self.review(ledger, .recorded)
        #expect(positions(recorded["known_then"]) == [0, 1])
        #expect(positions(recorded["arrived_later"]) == [3])
    }

    @Test func `tells what became of it`() throws {
        var ledger = Ledger()
        try ledger.post("decision.made", "d", "2026-01-05", Self.made)
        try ledger.post("record.corrected", "c", "2026-01-06", #""correction_reason":"Wrong child""#, corrects: "d")
        try ledger.post("decision.ended", "e", "2026-01-09", #""ending":"overturned","decision":"d""#)
        try ledger.post("record.withdrawn", "w", "2026-01-10", #""withdrawal_reason":"not_authorised""#, corrects: "d")
        let review = try review(ledger)
        #expect(review["changes"]?.elements.compactMap { $0["change"]?.string } == ["corrected", "ended", "withdrawn"])
        #expect(review["next_oversight"]?.isNull == true)
        #expect(review["absences"]?.strings.contains("No oversight of the case after it is recorded.") == true)
    }

    @Test func `is nowhere where no decision is`() throws {
        var ledger = Ledger()
        try ledger.post("case_note.entered", "n", "2026-01-02", #""note_type":"other""#)
        #expect(DecisionRegister.entry(ledger.record, at: Position(0)) == nil)
        #expect(DecisionReview(ledger.record, try Published.need(), of: Position(7)) == nil)
    }
}

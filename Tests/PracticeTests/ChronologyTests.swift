import Events
import JSON
import Practice
import Testing

@Suite struct `A chronology` {
    func lines(_ ledger: Ledger) throws -> [JSONValue] {
        Array(try #require(try Chronology(ledger.record, try Published.need()).json()["entries"]).elements)
    }

    func choosers(_ line: JSONValue) -> [String] {
        line["chosen_by"]?.elements.map { $0.string ?? $0["id"]?.string ?? "" } ?? []
    }

    @Test func `holds what a rule picks, what is marked, and what is entered by hand`() throws {
        var ledger = Ledger()
        try ledger.post("case.opened", "o", "2026-01-05", #""service":"early_help""#)
        try ledger.post("case_note.entered", "plain", "2026-01-06", #""note_type":"other""#)
        try ledger.post(
            "case_note.entered", "marked", "2026-01-07", #""note_type":"other","significance":"She spoke.","based_on":["o"]"#)
        try ledger.post(
            "chronology.entered", "hand", "2026-02-01",
            #""event_date":"2020-05-01","description":"Moved house","significance_reason":"A new start""#)
        let lines = try lines(ledger)
        #expect(lines.map { $0["position"]?.integer } == [3, 0, 2])
        #expect(lines.map { choosers($0) } == [["sw-1"], ["rule"], ["sw-1"]])
        #expect(lines.map { $0["time"]?.string } == ["2020-05-01T00:00:00Z", "2026-01-05T12:00:00Z", "2026-01-07T12:00:00Z"])
        #expect(lines[0]["event"]?.string == "Moved house")
        #expect(lines[0]["significance"]?.string == "A new start")
        #expect(lines[2]["significance"]?.string == "She spoke.")
        #expect(lines[2]["source_positions"]?.integers == [2, 0])
    }

    @Test func `has one line for a thing chosen twice`() throws {
        var ledger = Ledger()
        try ledger.post("missing_episode.started", "m", "2026-01-05", "")
        try ledger.post(
            "chronology.entered", "same", "2026-02-01", #""event_date":"2026-01-05","description":"Ran away","based_on":["m"]"#,
            actor: "sw-2")
        try ledger.post(
            "chronology.entered", "other", "2026-02-01", #""event_date":"2025-12-24","description":"A quarrel","based_on":["m"]"#)
        let lines = try lines(ledger)
        #expect(lines.count == 2)
        let line = try #require(lines.last)
        #expect(line["position"]?.integer == 0)
        #expect(choosers(line) == ["sw-2", "rule"])
        #expect(line["source_positions"]?.integers == [0, 1])
        #expect(line["entered_by_hand"]?.elements.first { _ in true }?["description"]?.string == "Ran away")
    }

    @Test func `tells the present statement and mentions the earlier`() throws {
        var ledger = Ledger()
        try ledger.post("concern.raised", "c1", "2026-01-05", #""concern_type":"exploitation","description":"First""#)
        try ledger.post(
            "concern.raised", "c2", "2026-01-05", #""concern_type":"increased_worry","description":"Second""#, corrects: "c1")
        let line = try #require(try lines(ledger).first)
        #expect(try lines(ledger).count == 1)
        #expect(line["position"]?.integer == 1)
        #expect(line["event"]?.string?.contains("Second") == true)
        #expect(line["earlier"]?.elements.first { _ in true }?["position"]?.integer == 0)
        #expect(line["source_positions"]?.integers == [1, 0])
    }

    @Test func `keeps what was withdrawn, as withdrawn`() throws {
        var ledger = Ledger()
        try ledger.post("case.opened", "o", "2026-01-05", #""service":"early_help""#)
        try ledger.post("record.withdrawn", "w", "2026-01-06", #""withdrawal_reason":"wrong_person""#, corrects: "o")
        let line = try #require(try lines(ledger).first)
        #expect(line["withdrawn"]?.bool == true)
        #expect(line["withdrawn_by"]?.integers == [1])
        #expect(line["source_positions"]?.integers == [0, 1])
    }

    @Test func `is cut to a date by the day a line tells of`() throws {
        var ledger = Ledger()
        try ledger.post("chronology.entered", "hand", "2026-02-01", #""event_date":"2020-05-01","description":"Moved house""#)
        let perspective = try Published.need()
        #expect(Chronology(ledger.record, perspective, asAt: Day("2020-05-01")).entries.count == 1)
        #expect(Chronology(ledger.record, perspective, asAt: Day("2020-04-30")).entries.isEmpty)
    }

    @Test func `says of which statement a reason was given, where the present one has none`() throws {
        var ledger = Ledger()
        try ledger.post("decision.made", "a", "2026-01-05", #""decision_type":"come_into_care","decision":"Into care""#)
        #expect(try lines(ledger)[0]["reasons"]?.elements.map { $0["said_of"] == nil } == [true])
        try ledger.post("decision.made", "b", "2026-01-05", #""decision_type":"other","decision":"Respite""#, corrects: "a")
        let line = try #require(try lines(ledger).first)
        #expect(line["position"]?.integer == 1)
        #expect(line["reasons"]?.elements.compactMap { $0["said_of"]?.integer } == [0])
    }

    @Test func `names what a line rests on that is not here`() throws {
        var ledger = Ledger()
        try ledger.post("case.opened", "o", "2026-01-05", #""service":"early_help","based_on":["/other#gone"]"#)
        let line = try #require(try lines(ledger).first)
        #expect(line["sources_not_here"]?.elements.compactMap { $0["reference"]?.string } == ["/other#gone"])
        #expect(
            line["sources_not_here"]?.elements.compactMap { $0["absence"]?.string } == ["not in the ledger at this basis"])
    }
}

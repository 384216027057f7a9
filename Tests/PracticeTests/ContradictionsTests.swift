import Events
import JSON
import Practice
import Testing

@Suite struct `Contradictions, listed` {
    private func listed(_ ledger: Ledger, asAt: Day? = nil) throws -> [Contradiction] {
        Contradictions(ledger.record, try Published.need(), asAt: asAt).entries
    }

    private func positions(_ entry: Contradiction) -> [UInt64] { entry.statements.map(\.event.position.rawValue) }

    @Test func `hold all statements of one thing, in the order in which they were written down`() throws {
        var ledger = Ledger()
        let foster = #""placement_type":"foster""#
        try ledger.post("placement.started", "a", "2026-01-05", foster, entered: "2026-02-01")
        try ledger.post("placement.started", "b", "2026-01-08", foster, entered: "2026-01-10", source: "/other")
        try ledger.post("placement.started", "c", "2026-01-05", foster, entered: "2026-03-01", source: "/third")
        let entry = try #require(try listed(ledger).first)
        #expect(positions(entry) == [1, 0, 2], "what agrees with one of them stands with it")
        #expect(entry.differences.map(\.field) == ["time"])
        let json = try entry.json()
        #expect(json["case"]?.string == "1" && json["statements"]?.count == 3)
        #expect(json["differences"]?.elements.first { _ in true }?["said"]?.count == 3)
    }

    @Test func `are what one source says anew of one thing, and says otherwise`() throws {
        var ledger = Ledger()
        let seen = #""visit_type":"child_in_need","child_seen":true"#
        try ledger.post("visit.made", "visit/1~0123456789", "2026-01-05", seen, entered: "2026-01-06")
        try ledger.post(
            "visit.made", "visit/1~abcdef0123", "2026-01-05", seen.replacing("true", with: "false"), entered: "2026-04-01")
        try ledger.post("visit.made", "visit/2~0123456789", "2026-01-09", seen, entered: "2026-01-06")
        let entries = try listed(ledger)
        #expect(entries.map(positions) == [[0, 1]] && entries.first?.differences.map(\.field) == ["child_seen"])
    }

    @Test func `are not how things stood on two days, nor ids that only look alike`() throws {
        var ledger = Ledger()
        func worker(_ id: String) -> String { #""allocation_role":"allocated_worker","worker":"\#(id)""# }
        try ledger.post("case.allocated", "child/1/allocated~0123456789", "2026-01-05", worker("a"), entered: "2026-01-05")
        try ledger.post("case.allocated", "child/1/allocated~abcdef0123", "2026-03-05", worker("b"), entered: "2026-03-05")
        try ledger.post("case_note.entered", "n~12345678", "2026-01-05", #""note_type":"other","details":"x""#)
        try ledger.post("case_note.entered", "n~87654321", "2026-01-05", #""note_type":"other","details":"y""#)
        #expect(try listed(ledger).isEmpty)
    }

    @Test func `leave out what was withdrawn, and what came after the day asked for`() throws {
        var ledger = Ledger()
        let data = #""status":"looked_after""#
        try ledger.post("status.started", "a", "2026-01-05", data)
        try ledger.post("status.started", "b", "2026-01-08", data, source: "/other")
        #expect(try listed(ledger).count == 1)
        #expect(try listed(ledger, asAt: Day("2026-01-01")).isEmpty)
        try ledger.post(
            "record.withdrawn", "w", "2026-02-01", #""withdrawal_reason":"entered_in_error""#, source: "/other", corrects: "b")
        #expect(try listed(ledger).isEmpty)
    }
}

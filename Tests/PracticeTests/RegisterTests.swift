import Events
import JSON
import Practice
import Testing

@Suite struct `A register` {
    @Test func `of visits tells the days between, and why a child was not seen alone`() throws {
        var ledger = Ledger()
        func visit(_ id: String, _ day: String, _ data: String = #""child_seen":true"#) throws {
            try ledger.post("visit.made", id, day, #""visit_type":"child_in_need",\#(data)"#)
        }
        try visit("a", "2026-01-05")
        try ledger.post("visit.attempted", "t", "2026-01-12", #""outcome":"refused""#)
        try visit("b", "2026-02-04", #""child_seen":true,"seen_alone":false,"seen_alone_reason_not":"too_young""#)
        try visit("x", "2026-02-14")
        try ledger.post("record.withdrawn", "w", "2026-02-15", #""withdrawal_reason":"wrong_person""#, corrects: "x")
        let visits = Visits(ledger.record, try Published.need(), asAt: Day("2026-02-20"))
        #expect(visits.entries.map(\.daysSincePrevious) == [nil, nil, 30, nil])
        #expect(visits.entries.map(\.counts) == [true, true, true, false])
        #expect(visits.gaps.map(\.days) == [30, 16])
        let answer = try visits.json()
        #expect(
            answer["longest_gap"]?["says"]?.string == "No visit is recorded between 5 January 2026 and 4 February 2026 (30 days)."
        )
        #expect(Array(try #require(answer["visits"]).elements)[2]["seen_alone_reason_not"]?.string == "too_young")
        #expect(visits.absences == ["No visit at which a child was seen alone is recorded."])
        #expect(Visits(Ledger().record, try Published.need()).absences == ["No visit is recorded."])
    }

    @Test func `of oversight tells the silence from the opening to the day asked about`() throws {
        var ledger = Ledger()
        try ledger.post("case.opened", "o", "2026-01-01", #""service":"early_help""#)
        try ledger.post("oversight.recorded", "a", "2026-01-11", #""topics":["other"]"#)
        try ledger.post("supervision.held", "s", "2026-01-31", #""supervision_type":"casework""#)
        try ledger.post("supervision.held", "p", "2026-02-10", #""supervision_type":"professional""#)
        try ledger.post("assessment.approved", "q", "2026-03-02", #""assessment_type":"other""#)
        let oversight = Oversight(ledger.record, try Published.need(), asAt: Day("2026-03-12"))
        #expect(oversight.entries.count == 4)
        #expect(oversight.gaps().map(\.days) == [10, 20, 30, 10])
        #expect(oversight.gaps(of: ["oversight.recorded"]).map(\.days) == [10, 60])
        #expect(oversight.gaps(of: ["oversight.recorded"]).last?.before == nil)
        #expect(oversight.longestGaps().map(\.days) == [30, 20, 10, 10])
        let nothing = Oversight(Ledger().record, try Published.need(), asAt: Day("2026-03-12"))
        #expect(nothing.absences == ["No management oversight is recorded.", "No supervision of the case is recorded."])
    }

    @Test func `of a period denies nothing that stands outside it`() throws {
        var ledger = Ledger()
        try ledger.post("visit.made", "a", "2026-01-05", #""visit_type":"child_in_need","child_seen":true"#)
        try ledger.post("visit.made", "b", "2026-02-04", #""visit_type":"child_in_need","child_seen":true"#)
        try ledger.post("supervision.held", "s", "2026-01-31", #""supervision_type":"casework""#)
        func visits(_ from: String?, _ to: String?) throws -> Visits {
            let period = Period(from: from.flatMap { Day($0) }, to: to.flatMap { Day($0) })
            return Visits(ledger.record, try Published.need(), within: period)
        }
        let between = try visits("2026-01-10", "2026-01-20")
        #expect(between.entries.isEmpty)
        #expect(between.gaps.map(\.days) == [30], "the gap that the period lies in, in its whole length")
        #expect(
            between.absences == [
                "No visit is recorded from 10 January 2026 to 20 January 2026; the last before is of 5 January 2026 (entry 0), the next is of 4 February 2026 (entry 1)."
            ])
        #expect(try visits("2026-02-01", nil).entries.map(\.daysSincePrevious) == [30])
        #expect(try visits(nil, "2026-01-06").gaps.map(\.days) == [30])
        #expect(try visits(nil, "2026-01-04").gaps.isEmpty)
        let after = Oversight(
            ledger.record, try Published.need(), within: Period(from: Day("2026-02-01"), to: nil as Day?))
        #expect(
            after.absences == [
                "No management oversight is recorded since 1 February 2026.",
                "No supervision of the case is recorded since 1 February 2026; the last before is of 31 January 2026 (entry 2).",
            ])
    }

    @Test func `of a person holds what they did and what was recorded of them`() throws {
        var ledger = Ledger()
        try ledger.post("case_note.entered", "a", "2026-01-05", #""note_type":"other""#, actor: "sw-7", role: "social worker")
        try ledger.post("case_note.entered", "b", "2026-02-05", #""note_type":"other""#, actor: "sw-7", role: "team manager")
        try ledger.post("case_note.entered", "c", "2026-02-06", #""note_type":"other""#, actor: "sw-8")
        try ledger.post(
            "supervision.held", "d", "2026-01-07", #""supervision_type":"professional""#, subject: "worker/sw-7", actor: "tm-1")
        let people = People(Record(ledger.events, of: nil), try Published.need(), person: "sw-7")
        #expect(people.entries.map(\.event.attributes.id) == ["a", "d", "b"])
        #expect(people.roles.map(\.role) == ["social worker", "team manager"])
        #expect(people.roles.map(\.events) == [1, 1])
    }
}

import Events
import JSON
import Practice
import Testing

/// What is known to the month, the year or about: nothing finer is shown, counted or denied.
@Suite struct `Of vague times` {
    static func ledger() throws -> Ledger {
        var ledger = Ledger()
        for (id, time, precision) in [
            ("a", "2026-01-10T10:00:00Z", "day"), ("b", "2026-02-01T00:00:00Z", "month"),
            ("c", "2026-02-25T10:00:00Z", "instant"),
            ("d", "2026-01-01T00:00:00Z", "year"), ("e", "2026-06-20T10:00:00Z", "instant"),
        ] {
            try ledger.post(
                "visit.made", id, time, #""visit_type":"home","child_seen":true"#, more: #""timeprecision":"\#(precision)""#)
        }
        return ledger
    }

    @Test func `every moment says how exactly it is known`() throws {
        var ledger = Ledger()
        try ledger.post(
            "visit.made", "v", "2026-02-01T00:00:00Z", #""child_seen":true,"seen_alone":true"#, more: #""timeprecision":"month""#)
        let state = try CaseState(ledger.record).json()
        for name in ["last_visit", "last_seen", "last_seen_alone"] {
            #expect(state[name]?["timeprecision"]?.string == "month", "\(name)")
        }
        #expect(state["first_timeprecision"]?.string == "month" && state["last_timeprecision"]?.string == "month")
    }

    @Test func `no days are counted from or to them`() throws {
        let visits = Visits(try Self.ledger().record, try Published.need())
        let days = Dictionary(uniqueKeysWithValues: visits.entries.map { ($0.entry.event.attributes.id, $0.daysSincePrevious) })
        #expect(days == ["d": nil, "a": nil, "b": nil, "c": nil, "e": 115])
        let b = try #require(visits.entries.first { $0.entry.event.attributes.id == "b" }).json()
        #expect(b["days_since_unknown"]?.string == "known as February 2026 only")
        let c = try #require(visits.entries.first { $0.entry.event.attributes.id == "c" }).json()
        #expect(c["days_since_unknown"]?.string == "the one before is known as February 2026 only")
    }

    @Test func `a gap ends where one surely lies in it, and names what may`() throws {
        let visits = Visits(try Self.ledger().record, try Published.need(), asAt: Day("2026-12-31"))
        #expect(
            visits.gaps.map(\.sentence) == [
                "No visit is recorded between 10 January 2026 and 25 February 2026 (46 days); entry 3 (2026), entry 1 (February 2026) may lie in it.",
                "No visit is recorded between 25 February 2026 and 20 June 2026 (115 days); entry 3 (2026), entry 1 (February 2026) may lie in it.",
                "No visit is recorded between 20 June 2026 and 31 December 2026 (194 days); entry 3 (2026) may lie in it.",
            ])
        var ledger = Ledger()
        for (id, time, precision) in [
            ("a", "2026-01-10T10:00:00Z", "day"), ("b", "2026-02-01T00:00:00Z", "month"),
            ("c", "2026-04-25T10:00:00Z", "instant"),
        ] { try ledger.post("visit.made", id, time, #""child_seen":true"#, more: #""timeprecision":"\#(precision)""#) }
        let two = Visits(ledger.record, try Published.need())
        #expect(
            two.gaps.map(\.sentence) == [
                "No visit is recorded between 10 January 2026 and 1 February 2026 (22 days).",
                "No visit is recorded between 28 February 2026 and 25 April 2026 (56 days).",
            ])
        #expect(two.gaps.map { [$0.after?.rawValue, $0.before?.rawValue] } == [[0, 1], [1, 2]])
    }

    @Test func `no absence denies one that may be of the period`() throws {
        var ledger = Ledger()
        try ledger.post("visit.made", "b", "2026-02-01T00:00:00Z", #""child_seen":true"#, more: #""timeprecision":"month""#)
        let period = Period(from: Day("2026-02-10"), to: Day("2026-02-20"))
        #expect(
            Visits(ledger.record, try Published.need(), within: period).absences == [
                "No visit is recorded from 10 February 2026 to 20 February 2026; entry 0 (February 2026) may be."
            ])
        let later = Period(from: Day("2026-03-10"), to: Day("2026-03-20"))
        #expect(
            Visits(ledger.record, try Published.need(), within: later).absences == [
                "No visit is recorded from 10 March 2026 to 20 March 2026; the last before is of February 2026 (entry 0)."
            ])
    }

    @Test func `gaps begin before the first opening on record where something is recorded before it`() throws {
        var ledger = Ledger()
        let casework = #""supervision_type":"casework""#
        try ledger.post("supervision.held", "s1", "2024-12-29", casework)
        try ledger.post("supervision.held", "s2", "2025-11-29", casework)
        try ledger.post("case.opened", "o", "2026-01-05", #""service":"early_help""#)
        try ledger.post("supervision.held", "s3", "2026-05-19", casework)
        let oversight = Oversight(ledger.record, try Published.need())
        #expect(oversight.gaps().map(\.days) == [335, 171])
        let within = Oversight(
            ledger.record, try Published.need(), within: Period(from: Day("2025-08-01"), to: Day("2025-08-20")))
        #expect(within.gaps().map(\.days) == [335])
    }
}

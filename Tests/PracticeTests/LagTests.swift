import Events
import JSON
import Practice
import Testing

@Suite struct `How late an entry is` {
    func entry(_ time: String, entered: String?, precision: String? = nil) throws -> JSONValue {
        var ledger = Ledger()
        try ledger.post(
            "case_note.entered", "n", time, #""note_type":"other""#, entered: entered,
            more: precision.map { #""timeprecision":"\#($0)""# } ?? "")
        return try #require(History(ledger.record, try Published.need()).entries.first).json()
    }

    @Test(arguments: [
        // Same day; next day; over a weekend; over Easter 2026 (3 and 6 April are bank holidays).
        ("2026-03-04T10:00:00Z", "2026-03-04T23:59:00Z", 0), ("2026-03-04T10:00:00Z", "2026-03-05T00:01:00Z", 1),
        ("2026-03-06T10:00:00Z", "2026-03-09T10:00:00Z", 1), ("2026-04-02T10:00:00Z", "2026-04-07T10:00:00Z", 1),
        // Entered beforehand.
        ("2026-03-06T10:00:00Z", "2026-03-05T10:00:00Z", 0),
        // 23.30 UTC in summer is the next local day.
        ("2026-06-09T23:30:00Z", "2026-06-10T08:00:00Z", 0), ("2026-06-09T22:30:00Z", "2026-06-10T08:00:00Z", 1),
        ("2026-03-04T10:00:00Z", "2026-03-20T10:00:00Z", 12),
    ])
    func `counts working days`(_ time: String, _ entered: String, _ days: Int64) throws {
        let entry = try entry(time, entered: entered)
        #expect(entry["lag_working_days"]?.integer == days)
        #expect(entry["late"]?.bool == (days > 5))
        #expect((entry["late_reason"] != nil) == (days > 5))
    }

    @Test func `is told by the ledger's time where the source gives none`() throws {
        // Recorded on 1 October 2026, a Thursday.
        #expect(try entry("2026-09-30T10:00:00Z", entered: nil)["lag_working_days"]?.integer == 1)
    }

    @Test func `cannot be told, and says why`() throws {
        let beyond = try entry("2031-01-02T10:00:00Z", entered: "2031-01-06T10:00:00Z")
        #expect(beyond["lag_working_days"]?.isNull == true)
        #expect(beyond["lag_unknown"]?.string == "the calendar does not cover 2031")
        #expect(beyond["late"]?.isNull == true)
        for (precision, reason) in [
            ("month", "only the month is known"), ("year", "only the year is known"), ("about", "the time is not known exactly"),
        ] {
            let vague = try entry("2026-03-01", entered: "2026-03-20", precision: precision)
            #expect(vague["lag_working_days"]?.isNull == true)
            #expect(vague["lag_unknown"]?.string == reason)
        }
        #expect(try entry("2026-03-02T00:00:00Z", entered: "2026-03-04", precision: "day")["lag_working_days"]?.integer == 2)
    }

    @Test func `rests on a calendar that says what it covers`() throws {
        let calendar = try Published.need().workingDays
        #expect(calendar.isWorkingDay(try #require(Day("2026-12-25"))) == false)
        #expect(calendar.isWorkingDay(try #require(Day("2026-12-24"))) == true)
        #expect(calendar.isWorkingDay(try #require(Day("2026-12-27"))) == false)
        #expect(calendar.isWorkingDay(try #require(Day("2040-01-02"))) == nil)
        #expect(calendar.count(after: calendar.covers.lowerBound, through: calendar.covers.upperBound) != .days(0))
        for text in [
            #"{"covers":{"from":"2026-13-01","to":"2026-12-31"}}"#, #"{"covers":{"from":"2026-01-01","to":"2025-12-31"}}"#,
            #"{"covers":{"from":"2026-01-01","to":"2026-12-31"},"bank_holidays":[{"date":"x"}]}"#,
        ] {
            #expect(throws: Fault.self) { try WorkingDays(try JSONDocument(Array(text.utf8)).root) }
        }
    }
}

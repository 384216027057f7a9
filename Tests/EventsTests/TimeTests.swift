import Events
import Testing

@Suite struct `Times` {
    @Test(arguments: [
        ("2026-03-04T10:12:33Z", "2026-03-04T10:12:33Z"), ("2026-03-04t10:12:33.120z", "2026-03-04T10:12:33.12Z"),
        ("2026-03-04T10:12:33+01:00", "2026-03-04T09:12:33Z"), ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"), ("2026-01-01T00:30:00-23:59", "2026-01-02T00:29:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ])
    func `reads RFC 3339`(_ text: String, _ utc: String) { #expect(Instant(text)?.description == utc) }

    @Test(arguments: [
        "2026-03-04T10:12:33", "2026-02-29T10:12:33Z", "2026-03-04 10:12:33Z", "2026-03-04T24:00:00Z", "2026-03-04T10:12:60Z",
        "2026-03-04T10:12:33.Z", "2026-03-04T10:12:33+0100", "2026-3-4T10:12:33Z", "", "2026-03-04T10:12:33ZZ",
    ])
    func `refuses what is no RFC 3339`(_ text: String) { #expect(Instant(text) == nil) }

    @Test func `a day knows its neighbours`() throws {
        #expect(Day("2024-02-28")?.adding(days: 1).description == "2024-02-29")
        #expect(Day("1900-02-28")?.adding(days: 1).description == "1900-03-01")
        #expect(Day("1970-01-01")?.number == 0)
        #expect(Day("2026-11-22")?.weekday == 6)
        #expect(Day("2026-02-30") == nil)
        for number in stride(from: -700_000, through: 2_000_000, by: 997) {
            let day = Day(number: number)
            let (year, month, dayOfMonth) = day.parts
            #expect(Day(year: year, month: month, day: dayOfMonth) == day)
        }
    }

    @Test func `a local day begins an hour early in summer`() throws {
        let day = try #require(Day("2026-06-10"))
        #expect(London.start(of: day).description == "2026-06-09T23:00:00Z")
        #expect(London.day(of: try #require(Instant("2026-06-09T23:00:00Z"))) == day)
        #expect(London.day(of: try #require(Instant("2026-03-29T00:59:59Z"))).description == "2026-03-29")
        #expect(London.end(of: try #require(Day("2026-03-29"))).description == "2026-03-29T22:59:59.999999Z")
        #expect(London.end(of: try #require(Day("2026-10-25"))).description == "2026-10-25T23:59:59.999999Z")
    }
}

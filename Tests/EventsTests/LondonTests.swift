import Events
import Foundation
import Testing

@Suite struct `London time` {
    /// The tz database, as Foundation carries it.
    private let zone = TimeZone(identifier: "Europe/London")

    private func agrees(at instant: Instant) throws -> Bool {
        let date = Date(timeIntervalSince1970: Double(instant.microseconds) / 1e6)
        let summer = try #require(zone).secondsFromGMT(for: date) != 0
        return London.clock(instant).zone == (summer ? "BST" : "GMT")
    }

    @Test func `agrees with the tz database on every day from 1972 to 2037`() throws {
        let first = try #require(Day("1972-01-01"))
        let last = try #require(Day("2037-12-31"))
        for number in first.number...last.number {
            let noon = Instant(startOf: Day(number: number)).adding(seconds: 12 * 3600)
            #expect(try agrees(at: noon), "\(noon)")
        }
    }

    @Test func `agrees with the tz database on the minute the clocks change`() throws {
        for year in 1972...2037 {
            for (month, days) in [(3, 16...31), (10, 20...31)] {
                for dayOfMonth in days {
                    let day = Instant(startOf: try #require(Day(year: year, month: month, day: dayOfMonth)))
                    for second in [3599, 3600, 7199, 7200] as [Int64] {
                        #expect(try agrees(at: day.adding(seconds: second)), "\(day.adding(seconds: second))")
                    }
                }
            }
        }
    }
}

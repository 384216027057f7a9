import Events
import Practice
import Standards
import StandardsExamples
import Testing

@Suite struct `When something falls due` {
    static func clock(terms: [SchoolTerm]? = nil) throws -> DueClock {
        DueClock(workingDays: try EnginePacks.need().calendar, schoolTerms: terms)
    }

    private func day(_ text: String) throws -> Day { try #require(Day(text)) }

    @Test(arguments: [
        // 2026 is no leap year, 2028 is; a month later is the same day, or the month's last.
        ("2026-01-31", 1, Span.Unit.months, "2026-02-28"), ("2028-01-31", 1, .months, "2028-02-29"),
        ("2026-03-31", 1, .months, "2026-04-30"), ("2026-02-28", 1, .months, "2026-03-28"),
        ("2024-02-29", 1, .years, "2025-02-28"), ("2024-02-29", 4, .years, "2028-02-29"),
        ("2026-11-30", 3, .months, "2027-02-28"),
        // Days and weeks take no heed of holidays: a limit in days that ends on Christmas Day ends on Christmas Day.
        ("2025-12-20", 5, .days, "2025-12-25"), ("2025-12-11", 2, .weeks, "2025-12-25"),
        ("2026-03-04", 0, .sameDay, "2026-03-04"),
        // Maundy Thursday 2026 is 2 April; Good Friday and Easter Monday are no working days.
        ("2026-04-02", 1, .workingDays, "2026-04-07"), ("2026-04-04", 1, .workingDays, "2026-04-07"),
        // Over Christmas 2025: 25 and 26 December and 1 January are holidays.
        ("2025-12-23", 5, .workingDays, "2026-01-02"),
    ])
    func `a length of time after a day`(_ start: String, _ value: Int, _ unit: Span.Unit, _ due: String) throws {
        let start = London.start(of: try day(start)).adding(seconds: 10 * 3600)
        #expect(try Self.clock().due(Span(value, unit), after: start) == .due(.day(try day(due))))
    }

    @Test(arguments: [
        // The clocks go forward on 29 March 2026: 24 hours after 12:00 GMT is 13:00 BST.
        ("2026-03-28T12:00:00Z", 24, "2026-03-29T12:00:00Z"),
        // They go back on 25 October: 48 hours after 12:00 BST is 11:00 GMT.
        ("2026-10-24T11:00:00Z", 48, "2026-10-26T11:00:00Z"),
    ])
    func `hours are hours, whatever the clocks do`(_ start: String, _ hours: Int, _ due: String) throws {
        let start = try #require(Instant(start))
        #expect(try Self.clock().due(Span(hours, .hours), after: start) == .due(.instant(try #require(Instant(due)))))
    }

    @Test func `the local day counts, not that of Greenwich`() throws {
        // 23:30 UTC on 9 June is 00:30 on 10 June in London.
        let start = try #require(Instant("2026-06-09T23:30:00Z"))
        let due = Due.day(try day("2026-06-11"))
        #expect(try Self.clock().due(Span(1, .days), after: start) == .due(due))
        #expect(due.end.description == "2026-06-11T22:59:59.999999Z")
    }

    @Test func `before a meeting`() throws {
        let meeting = try #require(Instant("2026-04-08T10:00:00Z"))
        // Three working days before Wednesday 8 April 2026: 7 April, then Thursday 2 April and Wednesday 1 April.
        #expect(try Self.clock().due(Span(3, .workingDays), before: meeting) == .due(.day(try day("2026-04-01"))))
        #expect(try Self.clock().due(Span(5, .days), before: meeting) == .due(.day(try day("2026-04-03"))))
        #expect(
            try Self.clock().due(Span(24, .hours), before: meeting)
                == .due(.instant(try #require(Instant("2026-04-07T10:00:00Z")))))
    }

    @Test func `outside the calendar nobody can tell`() throws {
        let covers = try EnginePacks.need().calendar.covers
        let beyond = London.start(of: covers.upperBound.adding(days: 1))
        #expect(
            try Self.clock().due(Span(1, .workingDays), after: beyond) == .notCovered(year: covers.upperBound.parts.year + 1))
        // The count itself runs out of the calendar.
        #expect(
            try Self.clock().due(Span(400, .workingDays), after: London.start(of: covers.upperBound.adding(days: -30)))
                == .notCovered(year: covers.upperBound.parts.year + 1))
        // Days need no calendar.
        #expect(try Self.clock().due(Span(1, .days), after: beyond) == .due(.day(covers.upperBound.adding(days: 2))))
    }

    @Test func `school terms`() throws {
        let terms = [
            SchoolTerm(try day("2026-01-05")...day("2026-03-27")), SchoolTerm(try day("2026-04-13")...day("2026-07-17")),
        ]
        let clock = try Self.clock(terms: terms)
        // Done in the spring term, or in the holiday after it: due again by the end of the summer term.
        for start in ["2026-02-10", "2026-04-02"] {
            #expect(
                clock.due(Span(1, .schoolTerms), after: London.start(of: try day(start))) == .due(.day(try day("2026-07-17"))))
        }
        #expect(clock.due(Span(1, .schoolTerms), after: London.start(of: try day("2026-05-01"))) == .noSchoolTerm)
        #expect(try Self.clock().due(Span(1, .schoolTerms), after: London.start(of: try day("2026-02-10"))) == .schoolTermsNotSet)
    }

    /// The digests were made with the PyPI packages holidays and dateutil (`Tests/oracles/due_dates.py`).
    @Test func `agrees with other people's code over the whole coverage`() throws {
        let lines = String(decoding: try PackFiles.bytes("Tests/Fixtures/due-dates.txt"), as: UTF8.self).split(separator: "\n")
        let clock = try Self.clock()
        let covers = clock.workingDays.covers
        #expect(lines.count == 18 * (covers.upperBound.parts.year - covers.lowerBound.parts.year + 1))
        for line in lines {
            let parts = line.split(separator: " ")
            let (number, year) = (try #require(Int(parts[0])), try #require(Int(parts[2])))
            let unit = try #require(Span.Unit(rawValue: String(parts[1])))
            var digest = FNV()
            var day = try #require(Day(year: year, month: 1, day: 1))
            while day.parts.year == year {
                let start = London.start(of: day)
                let span = Span(abs(number), unit)
                let due: String
                switch number > 0 ? clock.due(span, after: start) : clock.due(span, before: start) {
                case .due(let found): due = found.description
                default: due = "none"
                }
                digest.take("\(day) \(due)\n")
                day = day.adding(days: 1)
            }
            #expect(digest.text == parts[3], "\(line)")
        }
    }
}

/// FNV-1a, 64 bit.
private struct FNV {
    private var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func take(_ text: String) {
        for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

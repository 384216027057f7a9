import Events
import Standards
import StandardsExamples
import Testing

/// Where not even the day is known, a finding is definite only if every day gives the same.
@Suite struct `A time that is known to the month, to the year, or only about` {
    /// A case whose child protection plan began on Wednesday 15 January 2025, and one visit. Visits are due every four weeks.
    private func visited(_ time: String, _ precision: String, asAt: String, _ expect: String) throws -> [Finding] {
        try EnginePacks.check(
            """
            - clause: KNO-C4.05
              name: one vague visit
              as_at: \(asAt)
              events:
                - {type: status.started, time: "2025-01-15T10:00", children: [ava], data: {status: child_protection_plan}}
                - {type: visit.made, time: \(time), precision: \(precision), data: {visit_type: child_protection, child_seen: true}}
              expect: \(expect)
            """)
    }

    @Test(arguments: [
        // Made on the 20th it was in time, on the 3rd it was before the plan.
        ("2025-01-20", "month"), ("2025-02-01", "about"), ("2025-02-20", "about"), ("2025-06-01", "year"),
    ])
    func `a visit that may have been in time is not said to be missing`(time: String, precision: String) throws {
        let found = try visited(time, precision, asAt: "2025-02-20", "cannot_tell")
        #expect(found.first?.doubts == [.time(Position(1))])
        let because = try #require(found.first?.because)
        #expect(because.hasPrefix("This cannot be told, because the time of the child protection visit of "), "\(because)")
        #expect(because.hasSuffix(" (entry 1) is not known exactly enough."), "\(because)")
    }

    @Test func `a visit that was in time on whichever day is met, on no day that nobody stated`() throws {
        // Any day of February is after the start; up to 12 February it is in time, later it is late.
        // The next is due by 1 March at the earliest, by 28 March at the latest.
        _ = try visited("2025-02-01", "month", asAt: "2025-03-02", "[cannot_tell, cannot_tell]")
        // In March it was late on any day.
        let late = try visited("2025-03-01", "month", asAt: "2025-03-31", "[late, cannot_tell]")
        #expect(late.first?.done == nil)
        #expect(late.first?.because.hasPrefix("Done in March 2025, ") == true)
    }

    @Test func `what lies a month before anything it could answer is no doubt`() throws {
        _ = try visited("2024-12-01", "month", asAt: "2025-02-20", "{status: missed, due: 2025-02-12}")
    }

    @Test(arguments: [
        // Before the case opened on the 20th, or after: only then does it count.
        ("TEN-4.04a", "cannot_tell", "2025-01-10", "month"),
        // Before it closed on 15 May, or after.
        ("TEN-4.04a", "cannot_tell", "2025-05-20", "month"), ("TEN-4.04a", "cannot_tell", "2025-08-16", "about"),
        // On every day of March the case was open.
        ("TEN-4.04a", "met", "2025-03-10", "month"),
    ])
    func `feedback counts only while the case was open`(clause: String, expect: String, time: String, precision: String) throws {
        let found = try EnginePacks.check(
            """
            - clause: \(clause)
              name: feedback at a vague time
              as_at: 2025-12-20
              events:
                - {type: case.opened, time: 2025-01-20, children: [ava], data: {service: childrens_social_care}}
                - {type: feedback.received, time: \(time), precision: \(precision), data: {from_role: child, requested: true, question_type: difference_made}}
                - {type: case.closed, time: 2025-05-15, data: {reasons: done}}
              expect: \(expect)
            """)
        #expect(found.first?.done == nil)
    }

    @Test func `a case that may have closed before it was due`() throws {
        // Closed by the 19th it would not have been due; after the 20th it was missed.
        try EnginePacks.check(
            """
            - clause: RED-2.M01a
              name: closed in the month it was due
              as_at: 2025-04-01
              events:
                - {type: case.opened, time: 2025-02-10, children: [ava], data: {service: childrens_social_care}}
                - {type: case.closed, time: 2025-02-15, precision: month, data: {service: childrens_social_care, reasons: done}}
              expect: cannot_tell
            """)
    }

    @Test func `a trigger that may lie before the case`() throws {
        // The decision counts from the opening on the 15th on.
        try EnginePacks.check(
            """
            - clause: KNO-C2.01a
              name: decided in the month the case opened
              as_at: 2025-04-01
              events:
                - {type: case.opened, time: 2025-02-15, children: [ava], data: {service: childrens_social_care}}
                - {type: decision.made, time: 2025-02-01, precision: month, data: {decision_type: start_section_47, decision: start one}}
              expect: cannot_tell
            """)
    }

    @Test func `the first of two that may be late or in time`() throws {
        // A core group on one of the last days of January makes the next one in time.
        try EnginePacks.check(
            """
            - clause: KNO-C4.12a
              name: the first core group in January
              as_at: 2025-02-25
              events:
                - {type: status.started, time: 2025-01-07, children: [ava], data: {status: child_protection_plan}}
                - {type: meeting.held, time: 2025-01-01, precision: month, data: {meeting_type: core_group}}
                - {type: meeting.held, time: 2025-02-20, data: {meeting_type: core_group}}
              expect: cannot_tell
            """)
    }

    @Test func `nothing is written down before it happens`() throws {
        // Entered on 4 February, so it was on one of the first four days, in time. The next falls due from 1 to 4 March.
        try EnginePacks.check(
            """
            - clause: KNO-C4.05
              name: entered early in the month
              as_at: 2025-03-03
              events:
                - {type: status.started, time: "2025-01-15T10:00", children: [ava], data: {status: child_protection_plan}}
                - {type: visit.made, time: 2025-02-01, precision: month, entered: 2025-02-04, data: {visit_type: child_protection, child_seen: true}}
              expect: [met, cannot_tell]
            """)
    }

    /// Each example with one of its events known to the month only, beside the same event on days of that month: where one
    /// answer is given for the month, it is the answer for each day.
    @Test(arguments: ExampleShelf.names)
    func `is settled only where every day of the month gives the same`(_ name: String) throws {
        let shelf = try EnginePacks.need()
        let pack = try #require(shelf.packs.first { $0.id == name })
        let computed = Dictionary(grouping: pack.clauses.filter { $0.check == .computed }, by: \.id)
        var settled = 0
        for (number, text) in try PackFiles.exampleTexts(name).enumerated() where number % Self.every == 0 {
            guard let clause = computed[try EnginePacks.example(text).clause]?.first else { continue }
            let related = shelf.related(to: clause, in: pack)
            func statuses(_ day: String, _ more: String) throws -> [Finding.Status]? {
                guard let changed = Self.moving(number / Self.every, of: text, to: day, more) else { return nil }
                return try shelf.findings(try EnginePacks.example(changed), related, pack).map(\.status)
            }
            guard let vague = try statuses("15", ", precision: month"), vague.count == 1, vague != [.cannotTell] else { continue }
            settled += 1
            for day in ["01", "04", "08", "11", "15", "19", "22", "26", "28"] {
                guard let exact = try statuses(day, "") else { continue }
                #expect(exact == vague, "\(clause.id) on day \(day): \(text)")
            }
        }
        #expect(settled > 3, "\(settled)")
    }

    /// A clock that a trigger known only about sets back was once set by it again and again, without end.
    @Test(.timeLimit(.minutes(10)), arguments: ExampleShelf.names, ["about", "month", "year"])
    func `every clock comes to an end`(_ name: String, precision: String) throws {
        let shelf = try EnginePacks.need()
        let pack = try #require(shelf.packs.first { $0.id == name })
        let clocks = Dictionary(grouping: pack.clauses.filter { $0.shape == .interval && $0.check == .computed }, by: \.id)
        var tried = 0
        for text in try PackFiles.exampleTexts(name) {
            guard let clause = clocks[try EnginePacks.example(text).clause]?.first else { continue }
            let related = shelf.related(to: clause, in: pack)
            for number in 0..<2 {
                guard let changed = Self.moving(number, of: text, to: "15", ", precision: \(precision)") else { continue }
                #expect(try !shelf.findings(EnginePacks.example(changed), related, pack).isEmpty)
                tried += 1
            }
        }
        #expect(tried > 20, "\(tried)")
    }

    /// One example in so many is tried.
    private static let every = 24

    /// An example with one of its events at noon of another day of its month; nil where the event has no plain time, or was written
    /// down before that day.
    private static func moving(_ number: Int, of text: String, to day: String, _ more: String) -> String? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let events = lines.indices.filter { lines[$0].hasPrefix("    - {type: ") && !lines[$0].contains("precision:") }
        guard !events.isEmpty else { return nil }
        let at = events[number % events.count]
        guard let time = lines[at].firstMatch(of: /time: "?(\d{4}-\d\d)-\d\d(T\d\d:\d\d)?"?/) else { return nil }
        if more.isEmpty, let entered = lines[at].firstMatch(of: /entered: (\d{4}-\d\d-\d\d)/), entered.1 < "\(time.1)-\(day)" {
            return nil
        }
        lines[at].replaceSubrange(time.range, with: "time: \"\(time.1)-\(day)T12:00\"\(more)")
        return lines.joined(separator: "\n")
    }
}

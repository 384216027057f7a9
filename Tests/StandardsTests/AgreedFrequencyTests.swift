import Events
import Standards
import Testing

/// A frequency that was agreed counts from when it was agreed, also in the middle of a turn.
@Suite struct `An agreed frequency` {
    @discardableResult
    private func visits(_ more: String, asAt: String, _ expect: String) throws -> [Finding] {
        try EnginePacks.check(
            """
            - clause: KNO-C4.05
              name: agreed
              as_at: \(asAt)
              events:
                - {type: status.started, time: "2025-01-06T10:00", children: [ava], data: {status: child_protection_plan}}
            \(more)
              expect: \(expect)
            """)
    }

    private func plan(_ time: String, weeks: Int) -> String {
        "    - {type: plan.agreed, time: \"\(time)\", data: {plan_type: child_protection, visit_interval: {value: \(weeks), unit: weeks}}}"
    }

    @Test(arguments: [("2025-01-06T10:00", "2025-01-20"), ("2025-01-06T11:00", "2025-01-20"), ("2025-01-08T09:00", "2025-01-22")])
    func `tightens the turn in which it was agreed`(agreed: String, due: String) throws {
        // Two weeks after the start, or after the agreement where that came later.
        let found = try visits(plan(agreed, weeks: 2), asAt: "2025-01-25", "{status: missed, due: \(due)}")
        #expect(found.first?.limitUsed?.origin == .plan(Position(1)))
    }

    private func plan(_ time: String, value: String) -> String {
        "    - {type: plan.agreed, time: \"\(time)\", data: {plan_type: child_protection, visit_interval: {value: \(value), unit: weeks}}}"
    }

    @Test(arguments: ["2", "2.0"])
    func `is the same number however it is written`(value: String) throws {
        try visits(plan("2025-01-06T11:00", value: value), asAt: "2025-01-25", "{status: missed, due: 2025-01-20}")
    }

    @Test(arguments: ["1.5", "10000"], ["2025-01-06T09:00", "2025-01-06T11:00"])
    func `that cannot be counted leaves open what is due`(value: String, agreed: String) throws {
        let found = try visits(plan(agreed, value: value), asAt: "2025-01-25", "cannot_tell")
        #expect(found.first?.doubts == [.unusableLimit(Position(1), field: "visit_interval")])
    }

    @Test func `says from when it counts`() throws {
        let found = try visits(plan("2025-01-08T09:00", weeks: 2), asAt: "2025-01-25", "missed")
        #expect(found.first?.because.contains("(2 weeks after the agreement of 8 January 2025, as the plan says)") == true)
    }

    @Test func `never loosens the turn in which it was agreed`() throws {
        try visits(plan("2025-01-08T09:00", weeks: 6), asAt: "2025-02-10", "{status: missed, due: 2025-02-03}")
        // Agreed so late in the turn that it would be due after it: the turn ends when it would have.
        try visits(plan("2025-01-27T09:00", weeks: 2), asAt: "2025-02-10", "{status: missed, due: 2025-02-03}")
    }

    @Test func `that came after the visit counts for the next turn`() throws {
        let visit = "    - {type: visit.made, time: 2025-01-20, data: {visit_type: child_protection, child_seen: true}}\n"
        let agreed =
            "    - {type: frequency.agreed, time: \"2025-01-22T10:00\", data: {frequency_of: visits, interval: {value: 2, unit: weeks}}}"
        try visits(
            visit + agreed, asAt: "2025-02-12", "[{status: met, due: 2025-02-03}, {status: missed, due: 2025-02-05}]")
    }

    @Test func `that was loosened again before it was due no longer counts`() throws {
        try visits(
            plan("2025-01-08T09:00", weeks: 2) + "\n" + plan("2025-01-15T09:00", weeks: 6), asAt: "2025-01-25",
            "{status: due, due: 2025-02-03}")
    }

    @Test func `that is said again puts off nothing`() throws {
        let first = plan("2025-01-06T10:00", weeks: 2)
        let again = plan("2025-01-16T09:00", weeks: 2)
        try visits(first + "\n" + again, asAt: "2025-01-22", "{status: missed, due: 2025-01-20}")
        let agreed =
            "    - {type: frequency.agreed, time: \"2025-01-15T10:00\", data: {frequency_of: visits, interval: {value: 2, unit: weeks}}}"
        try visits(first + "\n" + agreed, asAt: "2025-01-22", "{status: missed, due: 2025-01-20}")
        let later = plan("2025-01-08T09:00", weeks: 2) + "\n" + plan("2025-01-13T09:00", weeks: 2)
        try visits(later, asAt: "2025-01-25", "{status: missed, due: 2025-01-22}")
    }

    @Test func `that was loosened counts from the start of the turn`() throws {
        try visits(
            plan("2025-01-06T10:00", weeks: 1) + "\n" + plan("2025-01-10T09:00", weeks: 3), asAt: "2025-01-28",
            "{status: missed, due: 2025-01-27}")
    }

    @Test func `leaves open only what the time of the visit leaves open`() throws {
        let visit =
            "\n    - {type: visit.made, time: 2025-02-01, precision: month, data: {visit_type: child_protection, child_seen: true}}"
        let found = try visits(
            plan("2025-01-06T10:00", weeks: 2) + visit, asAt: "2025-03-01", "[{status: late, due: 2025-01-20}, cannot_tell]")
        #expect(found.last?.doubts == [.time(Position(2))])
    }
}

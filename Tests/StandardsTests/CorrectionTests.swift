import Events
import JSON
import Practice
import Standards
import Testing

@Suite struct `A record that was put right` {
    private let case1 = """
            - {type: status.started, time: 2026-03-04, children: [ava], data: {status: looked_after}}
            - {type: visit.made, time: 2026-03-20, data: {visit_type: child_in_care, child_seen: true}}
        """

    private func example(_ more: String, _ expect: String) -> String {
        "- clause: KNO-C6.09\n  name: put right\n  as_at: 2026-04-20\n  events:\n\(case1)\n\(more)  expect: \(expect)\n"
    }

    @Test func `a late correction of the time turns late into met, and says so`() throws {
        // Entered as 20 March; it was 6 March. As it now stands the child was seen in time.
        let found = try EnginePacks.check(
            example(
                "    - {type: visit.made, time: 2026-03-06, corrects: e2, data: {visit_type: child_in_care, child_seen: true}}\n",
                "{status: met, due: 2026-03-07, done: 2026-03-06}"))
        let change = try #require(found.first?.changedBy)
        #expect(change.correction == Position(2))
        #expect(change.status == .late)
        #expect(change.done == .day(try #require(Day("2026-03-20"))))
        #expect(found.first?.because.contains("before a correction (entry 2) this was found late") == true)
    }

    @Test func `as known earlier the earlier finding stands`() throws {
        let found = try EnginePacks.check(example("", "{status: late, due: 2026-03-07, done: 2026-03-20}"))
        #expect(found.first?.changedBy == nil)
    }

    @Test func `a visit that was withdrawn is no visit`() throws {
        let found = try EnginePacks.check(
            example(
                "    - {type: record.withdrawn, time: 2026-04-02, corrects: e2, data: {withdrawal_reason: entered_in_error}}\n",
                "{status: missed, due: 2026-03-07}"))
        #expect(found.first?.changedBy?.status == .late)
        #expect(found.first?.changedBy?.correction == Position(2))
    }

    @Test func `what called for it was withdrawn`() throws {
        let found = try EnginePacks.check(
            """
            - clause: KNO-C2.06
              name: no such meeting
              as_at: 2026-03-20
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: meeting.held, time: 2026-02-02, data: {meeting_type: strategy_discussion}}
                - {type: record.withdrawn, time: 2026-02-20, corrects: e2, data: {withdrawal_reason: wrong_case}}
              expect: not_applicable
            """)
        #expect(found.first?.changedBy?.status == .missed)
        #expect(found.first?.because.contains("withdrawn") == true)
    }

    @Test func `a correction that changes nothing is not mentioned`() throws {
        let found = try EnginePacks.check(
            """
            - clause: KNO-C6.09
              name: another spelling
              as_at: 2026-04-20
              events:
                - {type: status.started, time: 2026-03-04, children: [ava], data: {status: looked_after}}
                - {type: visit.made, time: 2026-03-06, data: {visit_type: child_in_care, child_seen: true}}
                - {type: visit.made, time: 2026-03-06, corrects: e2, data: {visit_type: child_in_care, child_seen: true, purpose: to see her}}
              expect: {status: met, due: 2026-03-07, done: 2026-03-06, evidence: [e3]}
            """)
        #expect(found.first?.changedBy == nil)
    }

    @Test func `a turn whose start was put right is the same turn`() throws {
        // The visit was on 1 February, not on the 10th: the next was due four weeks after that, and is later still.
        let found = try EnginePacks.check(
            """
            - clause: KNO-C4.05
              name: the visit was earlier
              as_at: 2025-04-01
              events:
                - {type: status.started, time: 2025-01-13, children: [ava], data: {status: child_protection_plan}}
                - {type: visit.made, time: 2025-02-10, data: {visit_type: child_protection, child_seen: true}}
                - {type: visit.made, time: 2025-03-20, data: {visit_type: child_protection, child_seen: true}}
                - {type: visit.made, time: 2025-02-01, corrects: e2, data: {visit_type: child_protection, child_seen: true}}
              expect: [{status: met, done: 2025-02-01}, {status: late, due: 2025-03-01}, {status: due, due: 2025-04-17}]
            """)
        #expect(found[1].changedBy?.due == .day(try #require(Day("2025-03-10"))))
        #expect(found[1].changedBy?.correction == Position(3))
    }

    @Test func `a visit that is withdrawn leaves one turn less, and nothing beside it`() throws {
        let found = try EnginePacks.check(
            """
            - clause: KNO-C4.05
              name: no such visit
              as_at: 2025-04-01
              events:
                - {type: status.started, time: 2025-01-13, children: [ava], data: {status: child_protection_plan}}
                - {type: visit.made, time: 2025-02-10, data: {visit_type: child_protection, child_seen: true}}
                - {type: visit.made, time: 2025-03-20, data: {visit_type: child_protection, child_seen: true}}
                - {type: record.withdrawn, time: 2025-03-25, corrects: e2, data: {withdrawal_reason: entered_in_error}}
              expect: [{status: late, due: 2025-02-10, done: 2025-03-20}, {status: due, due: 2025-04-17}]
            """)
        #expect(found[0].changedBy?.status == .met)
    }

    // MARK: States

    private let lifeStory =
        "type: direct_work.done, time: 2025-02-12, children: [ava], data: {work_type: life_story, work_done: a book}"

    private func lifeStory(_ more: String, _ expect: String) throws -> [Finding] {
        try EnginePacks.check(
            """
            - clause: COV-2.08a
              name: in care, and life story work done
              as_at: 2025-06-01
              events:
                - {type: status.started, time: 2025-02-01, children: [ava], data: {status: looked_after}}
                - {\(lifeStory)}
                - {\(more)}
              expect: \(expect)
            """)
    }

    @Test func `a state that was withdrawn, though nothing called for it but the state`() throws {
        let withdrawal = "type: record.withdrawn, time: 2025-03-01, corrects: e1, data: {withdrawal_reason: wrong_person}"
        let found = try lifeStory(withdrawal, "not_applicable")
        #expect(found.first?.changedBy?.status == .met)
        #expect(
            found.first?.because
                == "This no longer applies: what it was about was withdrawn or stated anew; before a correction (entry 2) this was "
                + "found met.")
    }

    @Test func `a state whose start was put right is the same state`() throws {
        // In care since 20 February only: what was done before it began does not count.
        let later = "type: status.started, time: 2025-02-20, corrects: e1, children: [ava], data: {status: looked_after}"
        let found = try lifeStory(later, "due")
        #expect(found.first?.changedBy?.status == .met)
        #expect(found.first?.changedBy?.correction == Position(2))
    }

    @Test func `a clause that applies only since a correction did not apply before`() throws {
        let found = try EnginePacks.check(
            """
            - clause: COV-2.08a
              name: entered as another status
              as_at: 2025-06-01
              events:
                - {type: status.started, time: 2025-02-01, children: [ava], data: {status: child_in_need}}
                - {\(lifeStory)}
                - {type: status.started, time: 2025-02-01, corrects: e1, children: [ava], data: {status: looked_after}}
              expect: met
            """)
        #expect(found.first?.changedBy?.status == .notApplicable)
    }

    @Test func `what was taken back lacks nothing any more`() throws {
        let found = try EnginePacks.check(
            """
            - clause: COV-2.04b
              name: no advocate offered, and never in care
              as_at: 2025-06-01
              events:
                - {type: status.started, time: 2025-02-01, children: [ava], data: {status: looked_after}}
                - {type: record.withdrawn, time: 2025-03-01, corrects: e1, data: {withdrawal_reason: wrong_person}}
              expect: not_applicable
            """)
        #expect(found.first?.changedBy?.status == .due)
        #expect(found.first?.because.contains("missing") == false)
    }
}

import Standards
import Testing

/// Several plans, several children, several placements.
@Suite struct `Where there is more than one` {
    @Test func `two open plans at once are judged each by itself`() throws {
        // The child in need plan says who does what by when; the safety plan has an action without a date.
        try EnginePacks.check(
            """
            - clause: KNO-B3.05
              name: two plans
              as_at: 2026-03-20
              events:
                - {type: plan.agreed, time: 2026-01-10, children: [ava], data: {plan_type: child_in_need, actions: [{what: see the GP, owner: mother, due_on: 2026-02-01}]}}
                - {type: plan.agreed, time: 2026-01-20, children: [ava], data: {plan_type: safety, actions: [{what: change the locks, owner: mother}]}}
              expect: [met, missed]
            """)
        // Ending one leaves the other in force: the review asked for is still due.
        try EnginePacks.check(
            """
            - clause: KNO-B3.03a
              name: one of two ended
              as_at: 2026-03-20
              events:
                - {type: plan.agreed, time: 2026-01-10, children: [ava], data: {plan_type: child_in_need}}
                - {type: plan.agreed, time: 2026-01-20, children: [ava], data: {plan_type: safety}}
                - {type: plan.ended, time: 2026-02-10, data: {plan_type: child_in_need}}
              expect: due
            """)
    }

    @Test func `a child who leaves a sibling group is judged for its own time`() throws {
        // Visits every four weeks to both; Ben's plan ends on 2 February, before his next visit falls due on the 16th.
        try EnginePacks.check(
            """
            - clause: KNO-C4.05
              name: one leaves
              as_at: 2026-03-01
              events:
                - {type: status.started, time: 2026-01-05, children: [ava, ben], data: {status: child_protection_plan}}
                - {type: visit.made, time: 2026-01-19, data: {visit_type: child_protection, child_seen: true}}
                - {type: status.ended, time: 2026-02-02, children: [ben], data: {status: child_protection_plan}}
              expect:
                - {status: met, child: ava, due: 2026-02-02, done: 2026-01-19}
                - {status: met, child: ben, due: 2026-02-02, done: 2026-01-19}
                - {status: missed, child: ava, due: 2026-02-16}
            """)
        // A visit to one of two is a visit to that one.
        try EnginePacks.check(
            """
            - clause: KNO-C4.05
              name: one visited
              as_at: 2026-02-05
              events:
                - {type: status.started, time: 2026-01-05, children: [ava, ben], data: {status: child_protection_plan}}
                - {type: visit.made, time: 2026-01-19, children: [ben], data: {visit_type: child_protection, child_seen: true}}
              expect:
                - {status: missed, child: ava, due: 2026-02-02}
                - {status: met, child: ben, due: 2026-02-02, done: 2026-01-19}
                - {status: due, child: ben, due: 2026-02-16}
            """)
    }

    @Test func `which of two placements ended is not guessed`() throws {
        // Two foster placements are open and one foster placement ended: which, the source does not say. Until then all is
        // sure; afterwards it is not clear whether the child still lives out of the area.
        try EnginePacks.check(
            """
            - clause: KNO-C8.01c
              name: which one
              as_at: 2026-06-20
              events:
                - {type: placement.started, time: 2026-01-05, children: [ava], data: {placement_type: foster, out_of_area: true}}
                - {type: placement.started, time: 2026-01-12, children: [ava], data: {placement_type: foster, out_of_area: false}}
                - {type: placement.ended, time: 2026-02-02, children: [ava], data: {placement_type: foster, ending_reason: planned_move}}
                - {type: status.started, time: 2026-03-02, children: [ava], data: {status: looked_after}}
              expect: cannot_tell
            """)
        // Where it names the placement, it is clear that the child no longer does.
        try EnginePacks.check(
            """
            - clause: KNO-C8.01c
              name: that one
              as_at: 2026-06-20
              events:
                - {type: placement.started, time: 2026-01-05, children: [ava], data: {placement_type: foster, out_of_area: true}}
                - {type: placement.started, time: 2026-01-12, children: [ava], data: {placement_type: foster, out_of_area: false}}
                - {type: placement.ended, time: 2026-02-02, children: [ava], data: {placement: e1, ending_reason: planned_move}}
                - {type: status.started, time: 2026-03-02, children: [ava], data: {status: looked_after}}
              expect: not_applicable
            """)
    }

    @Test func `each living situation has a clock of its own`() throws {
        try EnginePacks.check(
            """
            - clause: RED-1.M17a
              name: two homes
              as_at: 2026-05-01
              events:
                - {type: placement.started, time: 2026-01-05, children: [ava], data: {placement_type: foster}}
                - {type: placement.started, time: 2026-01-12, children: [ava], data: {placement_type: with_parents}}
                - {type: visit.made, time: 2026-03-02, data: {visit_type: child_in_care, child_seen: true, setting: placement_home, placement: e1}}
              expect:
                - {status: met, due: 2026-04-06, done: 2026-03-02}
                - {status: missed, due: 2026-04-06}
                - {status: due, due: 2026-05-25}
            """)
    }

    @Test func `one requirement takes the place of another while it applies`() throws {
        let child = """
              events:
                - {type: status.started, time: 2026-01-05, children: [ava], data: {status: looked_after}}
                - {type: placement.started, time: 2026-01-05, children: [ava], data: {placement_type: residential, out_of_area: true}}
            """
        // Out of the borough: every four weeks in place of every six.
        try EnginePacks.check(
            "- clause: KNO-C8.06d\n  name: four weeks\n  as_at: 2026-03-20\n\(child)\n  expect: {status: missed, due: 2026-02-02}"
        )
        try EnginePacks.check("- clause: KNO-C8.06c\n  name: not six\n  as_at: 2026-03-20\n\(child)\n  expect: not_applicable")
    }
}

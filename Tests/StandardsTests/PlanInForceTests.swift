import Standards
import Testing

/// The content of a plan that is in force when the clause begins to apply, or that is never updated.
@Suite struct `A plan in force` {
    private func plan(_ expect: String, _ events: String) throws {
        try EnginePacks.check(
            """
            - clause: KNO-C4.03a
              name: outline
              as_at: 2026-05-01
              events:
                - {type: status.started, time: 2026-02-01, children: [ava], data: {status: child_protection_plan}}
            \(events)
              expect: \(expect)
            """)
    }

    private let full = "stage: full, actions: [{what: see the GP, agency: health}]"

    @Test func `that was to grow and never did is found wanting`() throws {
        try plan(
            "no_evidence", "    - {type: plan.agreed, time: 2026-02-10, data: {plan_type: child_protection, stage: outline}}")
    }

    @Test func `that was whole from the first needs no update`() throws {
        try plan("evidence_found", "    - {type: plan.agreed, time: 2026-02-10, data: {plan_type: child_protection, \(full)}}")
    }

    @Test func `that grew is judged by its updates alone`() throws {
        try plan(
            "evidence_found",
            """
                - {type: plan.agreed, time: 2026-02-10, data: {plan_type: child_protection, stage: outline}}
                - {type: plan.updated, time: 2026-03-10, data: {plan_type: child_protection, update_reason: review_meeting, \(full)}}
            """)
    }

    @Test func `is denied only where there is none`() throws {
        try plan("not_applicable", "    - {type: plan.agreed, time: 2026-02-10, data: {plan_type: education}}")
    }
}

import Events
import Standards
import Testing

/// What an answer says of itself decides which trigger it is for, before its date does.
@Suite struct `Whose answer it is` {
    private func check(_ clause: String, _ asAt: String, _ events: [String], _ expect: String, children: String = "ava") throws {
        try EnginePacks.check(
            """
            - clause: \(clause)
              name: whose it is
              as_at: \(asAt)
              events:
                - {type: case.opened, time: 2025-01-06, children: [\(children)], data: {service: childrens_social_care}}
            \(events.map { "    - {\($0)}" }.joined(separator: "\n"))
              expect: \(expect)
            """)
    }

    @Test func `a follow-up is not answered by what came before it`() throws {
        // Visited six weeks before anybody asked for a visit, and not since.
        let before = "type: visit.made, time: 2025-02-01, data: {visit_type: child_protection, child_seen: true}"
        let asked = "type: request.made, time: 2025-03-15, data: {request_type: visit}"
        try check("RED-1.M04c", "2025-06-01", [before, asked], "due")
        // On the same day the hour is not looked at.
        let sameDay =
            "type: visit.made, time: \"2025-03-15T09:00\", data: {visit_type: child_protection, child_seen: true}"
        try check(
            "RED-1.M04c", "2025-06-01", [sameDay, "type: request.made, time: \"2025-03-15T11:00\", data: {request_type: visit}"],
            "met")
        // What a source says to belong to it does, whenever it was.
        try check(
            "RED-1.M04c", "2025-06-01",
            [before, "type: request.made, time: 2025-03-15, based_on: [e2], data: {request_type: visit}"], "met")
    }

    @Test func `a deadline is not kept by a decision of weeks before its clock began`() throws {
        // Decided on 3 February about something else; the referral of 17 March had to be decided on by the 18th.
        try check(
            "RED-1.M06b", "2025-06-01",
            [
                "type: decision.made, time: 2025-02-03, actor: {id: tm-1, role: team_manager}, data: {decision_type: referral_response, outcome: agreed, decision: assess}",
                "type: referral.received, time: 2025-03-17, data: {referral_type: referral, from_role: child}",
            ], "{status: missed, due: 2025-03-18}")
    }

    @Test func `a sister's meeting does not end the search for her brother's minutes`() throws {
        // Each child's minutes went out on the day after the child's own discussion: in time.
        try check(
            "KNO-C2.06", "2025-06-01",
            [
                "type: meeting.held, time: \"2025-02-03T10:00\", children: [ava], data: {meeting_type: strategy_discussion}",
                "type: meeting.held, time: \"2025-02-04T10:00\", children: [ben], data: {meeting_type: strategy_discussion}",
                "type: minutes.distributed, time: \"2025-02-04T15:00\", children: [ava], data: {meeting_type: strategy_discussion, recipients: [police]}",
                "type: minutes.distributed, time: \"2025-02-05T09:00\", children: [ben], data: {meeting_type: strategy_discussion, recipients: [police]}",
            ],
            "[{status: met, due: 2025-02-04, done: 2025-02-04}, {status: met, due: 2025-02-05, done: 2025-02-05}]",
            children: "ava, ben")
    }

    @Test func `an approval of another kind of assessment is not this one's`() throws {
        // The early help assessment was approved on 21 March, in time by its own 45 working days (24 March); the approval of the
        // child and family assessment of 12 March, which stands between them, is that one's.
        try check(
            "RED-3.M03d", "2025-06-01",
            [
                "type: status.started, time: 2025-01-07, data: {status: early_help}",
                "type: assessment.started, time: 2025-01-20, data: {assessment_type: early_help}",
                "type: assessment.started, time: 2025-02-03, data: {assessment_type: child_and_family}",
                "type: assessment.approved, time: 2025-03-12, actor: {id: tm-1, role: team_manager}, data: {assessment_type: child_and_family, manager_view: agreed, reasons: thorough}",
                "type: assessment.approved, time: 2025-03-21, actor: {id: tm-1, role: team_manager}, data: {assessment_type: early_help, manager_view: agreed, reasons: thorough}",
            ],
            "[{status: met, due: 2025-03-24, done: 2025-03-21}, {status: met, due: 2025-04-07, done: 2025-03-12}]")
    }

    @Test func `a request that rests on what the clause demands is not shut out by it`() throws {
        try check(
            "RED-2.M06c", "2025-03-01",
            [
                "type: assessment.completed, time: 2025-01-30, data: {assessment_type: viability}",
                "type: placement.started, time: 2025-02-01, data: {placement_type: foster, carer_approval: temporary}",
                "type: request.made, time: 2025-02-01, based_on: [e2], data: {request_type: approval, approval_type: temporary_connected_person, requested_of_role: \"Service Manager, Children in Our Care\"}",
            ], "met")
    }

    @Test func `roles are compared as words wherever people are named by role`() throws {
        try check(
            "KNO-B1.07b", "2025-06-01",
            [
                "type: decision.made, time: 2025-02-03, actor: {id: w1, role: social_worker}, data: {decision_type: other, decision: stay, involved: [child, mother]}"
            ], "evidence_found")
    }

    @Test func `a brother's closing and the work with him are of his case, also where they concern this one`() throws {
        // COV-1.03a asks for a direction every eight weeks while the case is open: the first was due on 3 March, and there is none.
        try check(
            "COV-1.03a", "2025-04-01",
            [
                "type: case.closed, time: 2025-02-01, subject: case/BROTHER, concerns: case/EXAMPLE, data: {service: childrens_social_care}"
            ],
            "{status: missed, due: 2025-03-03}")
        try check(
            "COV-2.03a", "2025-04-01",
            [
                "type: direct_work.done, time: 2025-02-01, subject: case/BROTHER, concerns: case/EXAMPLE, data: {work_done: drew the family}"
            ], "due")
    }
}

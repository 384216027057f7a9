import Events
import Standards
import Testing

/// Whose answer counts, and how it is told.
@Suite struct `What answers, in words` {
    @Test func `the review of another agency's plan is none of the child's`() throws {
        for clause in ["KNO-B3.03a", "TEN-7.01a"] {
            try EnginePacks.check(
                """
                - clause: \(clause)
                  name: only the health plan was reviewed
                  as_at: 2025-04-01
                  events:
                    - {type: plan.agreed, time: 2025-02-01, children: [ava], data: {plan_type: child_in_need}}
                    - {type: plan.reviewed, time: 2025-03-01, children: [ava], data: {plan_type: health}}
                  expect: due
                """)
        }
    }

    @Test func `somebody at a meeting is known by an agency too`() throws {
        try EnginePacks.check(
            """
            - clause: KNO-C5.08c
              name: known by the agency alone
              as_at: 2025-03-01
              events:
                - {type: case.opened, time: 2025-01-06, children: [ava], data: {service: childrens_social_care}}
                - {type: meeting.held, time: 2025-02-03, data: {meeting_type: cin_meeting, participants: [{name: Ann, role: mother, attended: true}, {agency: health, attended: true}]}}
                - {type: document.shared, time: 2025-02-10, data: {document_type: plan, recipients: [mother, health]}}
              expect: met
            """)
    }

    @Test func `of several records the one that completed it is named`() throws {
        let found = try EnginePacks.check(
            """
            - clause: KNO-C5.08c
              name: the plan went to one after the other
              as_at: 2025-03-01
              events:
                - {type: case.opened, time: 2025-01-06, children: [ava], data: {service: childrens_social_care}}
                - {type: meeting.held, time: 2025-02-03, data: {meeting_type: cin_meeting, participants: [{name: Ann, role: mother, attended: true}, {name: Tom, role: teacher, attended: true}]}}
                - {type: document.shared, time: 2025-02-10, data: {document_type: plan, recipients: [mother]}}
                - {type: document.shared, time: 2025-02-11, data: {document_type: plan, recipients: [teacher]}}
              expect: {status: met, done: 2025-02-11}
            """)
        #expect(found.first?.because.contains("done on 11 February 2025") == true)
    }

    @Test func `a check that was valid to the end of a year that is over was valid in it`() throws {
        let valid = "check_type: professional_registration, outcome: registered, regulator: swe, registration_number: SW1"
        try EnginePacks.check(
            """
            - clause: COV-5.13b
              name: renewed each year
              as_at: 2025-06-01
              subject: worker/w1
              events:
                - {type: worker.started, time: 2023-01-09, data: {worker: w1, registered_role: true}}
                - {type: check.completed, time: 2023-01-10, data: {worker: w1, \(valid), valid_to: 2024-11-30}}
                - {type: check.completed, time: 2024-11-20, data: {worker: w1, \(valid), valid_to: 2025-11-30}}
              expect: [met, met, met]
            """)
    }

    @Test func `what has not happened was not done by what could have called for it`() throws {
        let found = try EnginePacks.check(
            """
            - clause: COV-1.07b
              name: the step
              as_at: 2025-04-01
              events:
                - {type: case.opened, time: 2025-01-06, children: [ava], data: {service: childrens_social_care}}
                - {type: case.stepped, time: 2025-02-03, data: {direction: up}}
              expect: due
            """)
        #expect(found.first?.because.contains("the step of the case up or down of 3 February 2025") == true)
    }
}

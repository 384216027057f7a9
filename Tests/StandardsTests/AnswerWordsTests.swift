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

    @Test func `what is known to the month is said to be neither before nor after`() throws {
        let found = try EnginePacks.check(
            """
            - clause: COV-1.07b
              name: some day in March
              as_at: 2025-06-01
              events:
                - {type: case.opened, time: 2025-01-06, children: [ava], data: {service: childrens_social_care}}
                - {type: case.stepped, time: 2025-03-10, data: {direction: up}}
                - {type: oversight.recorded, time: 2025-03-01, precision: month, data: {form: CF15, topics: [case_stepping_up]}}
              expect: met
            """)
        let because = "Done in March 2025 by the oversight entry, for the step of the case up or down of 10 March 2025"
        #expect(found.first?.because.hasPrefix(because) == true, "\(found.map(\.because))")
    }

    @Test func `what may have been written down later is late by so much at least`() throws {
        func entered(_ day: String, _ expect: String) throws -> String? {
            try EnginePacks.check(
                """
                - clause: KNO-C8.08a
                  name: no entry time
                  as_at: 2025-06-01
                  events:
                    - {type: status.started, time: 2025-01-10, children: [ava], data: {status: looked_after}}
                    - {type: placement.started, time: 2025-01-10, children: [ava], data: {placement_type: foster}}
                    - {type: plan.agreed, time: \(day), children: [ava], data: {plan_type: care}}
                  expect: \(expect)
                """
            ).first?.because
        }
        let late = try entered("2025-01-22", "late")
        #expect(late?.hasPrefix("Written down on 22 January 2025 at the earliest, at least 2 days after it was due") == true)
        let open = try entered("2025-01-12", "cannot_tell")
        let because = "because the agreement of the care plan of 12 January 2025 (entry 2) does not say when it was written down"
        #expect(open?.contains(because) == true)
    }

    @Test func `an answer that is too old is told`() throws {
        let found = try EnginePacks.check(
            """
            - clause: COV-5.07b
              name: answered long ago
              as_at: 2026-06-01
              parameters: {judgement.max_age: {value: 12, unit: months}}
              events:
                - {type: case.opened, time: 2025-01-06, children: [ava], data: {service: childrens_social_care}}
                - {type: complaint.received, time: 2025-02-03, data: {complaint: late again}}
                - {type: audit_answer.recorded, time: 2025-02-20, data: {clause_id: COV-5.07b, answer: "no"}}
              expect: unanswered
            """)
        #expect(
            found.first?.because
                == "An auditor said on 20 February 2025 that this was not met, which is too long ago to count: only a person can say "
                + "this of the complaint of 3 February 2025, and has to be asked again.")
    }

    @Test func `the situation that one child of two is in is not said to be nobody's`() throws {
        let found = try EnginePacks.check(
            """
            - clause: RED-4.M05d
              name: one in care, one a care leaver
              as_at: 2025-06-01
              events:
                - {type: case.opened, time: 2025-01-06, children: [ava, ben], data: {service: childrens_social_care}}
                - {type: status.started, time: 2025-01-10, children: [ava], data: {status: care_leaver}}
                - {type: status.started, time: 2025-01-10, children: [ben], data: {status: looked_after}}
              expect: not_applicable
            """)
        #expect(found.first?.because == "This does not apply: what it asks about has not happened.")
    }

    @Test func `somebody whose name is known is called by it`() throws {
        let found = try EnginePacks.check(
            """
            - clause: KNO-C5.08c
              name: with an id and a name
              as_at: 2025-03-01
              events:
                - {type: case.opened, time: 2025-01-06, children: [ava], data: {service: childrens_social_care}}
                - {type: meeting.held, time: 2025-02-03, data: {meeting_type: cin_meeting, participants: [{id: m1, name: Ann Smith, role: mother, attended: true}]}}
              expect: due
            """)
        #expect(found.first?.lacking == ["Ann Smith"])
    }
}

import Events
import Standards
import Testing

@Suite struct `What belongs together` {
    private func minutes(_ more: String, _ parameters: String = "", _ expect: String) throws -> [Finding] {
        try EnginePacks.check(
            """
            - clause: KNO-C2.06
              name: minutes
              as_at: 2026-03-20
            \(parameters)  events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: meeting.held, time: 2026-02-02, data: {meeting_type: strategy_discussion}}
                - {type: meeting.held, time: 2026-02-16, data: {meeting_type: strategy_discussion}}
            \(more)  expect: \(expect)
            """)
    }

    @Test func `a stated link counts before a nearer entry`() throws {
        // The minutes sent on the 17th say that they are those of the first meeting: eleven working days after it.
        let found = try minutes(
            "    - {type: minutes.distributed, time: 2026-02-17, based_on: [e2], data: {meeting_type: strategy_discussion, recipients: [police]}}\n",
            "", "[{status: late, due: 2026-02-03, done: 2026-02-17}, {status: missed, due: 2026-02-17}]")
        #expect(!found.contains { !$0.inferred.isEmpty })
    }

    @Test func `an inferred link says so, and from which candidates`() throws {
        let found = try minutes(
            """
                - {type: minutes.distributed, time: 2026-02-03, data: {meeting_type: strategy_discussion, recipients: [police]}}
                - {type: minutes.distributed, time: 2026-02-05, data: {meeting_type: strategy_discussion, recipients: [school]}}

            """, "", "[{status: met, due: 2026-02-03, done: 2026-02-03}, {status: missed, due: 2026-02-17}]")
        #expect(found.first?.inferred.map(\.event) == [Position(3)])
        #expect(found.first?.inferred.map(\.candidates) == [[Position(3), Position(4)]])
        #expect(found.first?.because.contains("taken from their dates") == true)
    }

    @Test func `inferring can be forbidden`() throws {
        _ = try minutes(
            "    - {type: minutes.distributed, time: 2026-02-03, data: {meeting_type: strategy_discussion, recipients: [police]}}\n",
            "  parameters: {links.loose: false}\n", "[{status: missed, due: 2026-02-03}, {status: missed, due: 2026-02-17}]")
    }

    @Test func `what rests on another meeting is not inferred`() throws {
        // The minutes say which meeting they are of, and it is not the one before them.
        _ = try minutes(
            "    - {type: minutes.distributed, time: 2026-02-03, based_on: [e3], data: {meeting_type: strategy_discussion, recipients: [police]}}\n",
            "", "[{status: missed, due: 2026-02-03}, {status: met, due: 2026-02-17, done: 2026-02-03}]")
    }

    @Test func `what rests on a thing of another kind says nothing of the meeting`() throws {
        // That minutes rest on the opening of the case does not say that they are of no meeting.
        _ = try minutes(
            "    - {type: minutes.distributed, time: 2026-02-03, based_on: [e1], data: {meeting_type: strategy_discussion, recipients: [police]}}\n",
            "", "[{status: met, due: 2026-02-03, done: 2026-02-03}, {status: missed, due: 2026-02-17}]")
    }

    @Test func `what rests on the trigger by way of another entry is linked, and the way is shown`() throws {
        let example = """
            - clause: RED-3.M01b
              name: by way of the referral
              as_at: 2025-02-20
              events:
                - {type: referral.received, time: 2025-02-06, children: [ava], data: {referral_type: contact, from_role: public}}
                - {type: referral.received, time: 2025-02-07, based_on: [e1], data: {referral_type: referral, from_role: public}}
                - {type: decision.made, time: 2025-02-10, based_on: [e2], data: {decision_type: referral_response, decision: accepted}}
              expect: {status: late, due: 2025-02-07, done: 2025-02-10}
            """
        let found = try EnginePacks.check(example)
        #expect(found.first?.evidence == [Position(1), Position(2)])
        #expect(found.first?.inferred == [])
    }

    @Test func `the way is shown too where an answer must come before something`() throws {
        let found = try EnginePacks.check(
            """
            - clause: RED-3.M03a
              name: by way of a meeting
              as_at: 2025-11-01
              events:
                - {type: case.opened, time: 2025-09-09, children: [ava], data: {service: childrens_social_care}}
                - {type: assessment.started, time: 2025-09-29, data: {assessment_type: child_and_family}}
                - {type: meeting.held, time: 2025-10-01, based_on: [e2], data: {meeting_type: other}}
                - {type: oversight.recorded, time: 2025-10-03, based_on: [e3], data: {topics: [assessment_checkpoint]}}
                - {type: assessment.completed, time: 2025-10-08, based_on: [e2], data: {assessment_type: child_and_family}}
              expect: met
            """)
        #expect(found.first?.evidence == [Position(2), Position(3)])
    }

    @Test func `a way that leads round, or by another trigger, ties nothing`() throws {
        func example(_ first: String, _ second: String, _ expect: String) -> String {
            """
            - clause: RED-3.M01b
              name: ways
              as_at: 2025-02-20
              events:
                - {type: referral.received, time: 2025-02-05, children: [ava], data: {referral_type: contact, from_role: public}}
                - {type: referral.received, time: 2025-02-06, \(first), children: [ava], data: {referral_type: \(second), from_role: public}}
                - {type: decision.made, id: e3, time: 2025-02-10, based_on: [e2], data: {decision_type: referral_response, decision: accepted}}
              expect: \(expect)
            """
        }
        // Two entries that name each other, and never the contact.
        try EnginePacks.check(example("based_on: [e3]", "referral", "[missed]"))
        // The second contact calls for a decision of its own, and this is it.
        try EnginePacks.check(example("based_on: [e1]", "contact", "[missed, {status: late, done: 2025-02-10}]"))
    }

    @Test func `triggers of one day count as one`() throws {
        try EnginePacks.check(
            """
            - clause: KNO-C2.06
              name: two sittings
              as_at: 2026-03-20
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: meeting.held, time: "2026-02-02T10:00", data: {meeting_type: strategy_discussion}}
                - {type: meeting.held, time: "2026-02-02T15:00", data: {meeting_type: strategy_discussion}}
                - {type: minutes.distributed, time: 2026-02-03, data: {meeting_type: strategy_discussion, recipients: [police]}}
              expect: [met, met]
            """)
    }

    @Test func `what was shared after the meeting was not for it`() throws {
        // One report between two conferences belongs to the second; nothing was shared for the first.
        func example(_ shared: String, _ expect: String) -> String {
            """
            - clause: KNO-C3.08
              name: reports
              as_at: 2025-06-20
              events:
                - {type: case.opened, time: 2025-03-03, children: [ava], data: {service: childrens_social_care}}
                - {type: meeting.held, time: 2025-04-22, data: {meeting_type: icpc}}
                - {type: document.shared, time: \(shared), data: {document_type: icpc_report, recipients: [safeguarding_quality_assurance]}}
                - {type: meeting.held, time: 2025-06-02, data: {meeting_type: icpc}}
              expect: \(expect)
            """
        }
        try EnginePacks.check(example("2025-05-20", "[missed, {status: met, done: 2025-05-20}]"))
        try EnginePacks.check(example("2025-06-05", "[missed, missed]"))
        // That it is late for the first is told where the source says that it was for it.
        try EnginePacks.check(example("2025-05-20, based_on: [e2]", "[late, missed]"))
    }

    @Test func `one letter answers one referral`() throws {
        func referrals(_ more: String, _ second: String, _ expect: String) -> String {
            """
            - clause: RED-1.M06c
              name: two referrals
              as_at: 2025-04-01
              events:
                - {type: referral.received, time: 2025-02-01, children: [ava], data: {referral_type: referral, from_role: partner_agency}}
                - {type: information.given, time: 2025-02-03\(more), data: {topics: [referral_outcome], recipients: [referrer]}}
                - {type: referral.received, time: \(second), children: [ava], data: {referral_type: referral, from_role: partner_agency}}
              expect: \(expect)
            """
        }
        let found = try EnginePacks.check(referrals("", "2025-03-01", "[{status: met, done: 2025-02-03}, due]"))
        #expect(found.last?.evidence == [])
        // Two of one day count as one, and a source may say that one letter was for both.
        try EnginePacks.check(referrals("", "2025-02-01", "[met, met]"))
        try EnginePacks.check(referrals(", based_on: [e1, e3]", "2025-03-01", "[met, met]"))
    }

    @Test func `an oversight entry between two decisions answers the first`() throws {
        try EnginePacks.check(
            """
            - clause: COV-1.05
              name: one CF15
              as_at: 2025-04-01
              events:
                - {type: case.opened, time: 2025-01-06, children: [ava], data: {service: childrens_social_care}}
                - {type: decision.made, time: 2025-02-01, data: {decision_type: other, decision: Move school, level: key}}
                - {type: oversight.recorded, time: 2025-02-03, data: {form: CF15, topics: [key_decision]}}
                - {type: decision.made, time: 2025-03-01, data: {decision_type: other, decision: Move home, level: key}}
              expect: [met, due]
            """)
    }

    @Test func `what was done before what called for it is not said to have come after`() throws {
        let found = try EnginePacks.check(
            """
            - clause: COV-1.05
              name: an oversight entry before the decision
              as_at: 2025-04-01
              events:
                - {type: case.opened, time: 2025-01-06, children: [ava], data: {service: childrens_social_care}}
                - {type: oversight.recorded, time: 2025-02-03, data: {form: CF15, topics: [key_decision]}}
                - {type: decision.made, time: 2025-02-10, data: {decision_type: other, decision: Move school, level: key}}
              expect: met
            """)
        #expect(found.first?.because.hasPrefix("Done on 3 February 2025 by the oversight entry, before the decision") == true)
    }

    @Test func `what a decision was taken to rest on is told`() throws {
        // The decision says nothing of what it rests on; two assessments came before it, and the later is taken.
        let found = try EnginePacks.check(
            """
            - clause: RED-3.P02a
              name: what it rests on
              as_at: 2025-06-01
              events:
                - {type: case.opened, time: 2025-01-06, children: [ava], data: {service: childrens_social_care}}
                - {type: assessment.completed, time: 2025-01-20, data: {assessment_type: child_and_family}}
                - {type: assessment.completed, time: 2025-02-10, data: {assessment_type: child_and_family}}
                - {type: decision.made, time: 2025-03-02, data: {decision_type: other, decision: stay, level: key}}
              expect: met
            """)
        #expect(found.first?.inferred.map(\.event) == [Position(2)])
        #expect(found.first?.inferred.map(\.candidates) == [[Position(1), Position(2)]])
    }
}

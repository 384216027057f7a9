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

    @Test func `what rests on something else is not inferred`() throws {
        // The minutes say what they rest on, and it is none of the meetings.
        _ = try minutes(
            "    - {type: minutes.distributed, time: 2026-02-03, based_on: [e1], data: {meeting_type: strategy_discussion, recipients: [police]}}\n",
            "", "[{status: missed, due: 2026-02-03}, {status: missed, due: 2026-02-17}]")
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
}

import Events
import Standards
import Testing

/// Nothing is asked of a child for a time in which it was not there.
@Suite struct `A child that is not there all the time` {
    private let opened = """
                - {type: case.opened, time: 2025-01-06, children: [ava], data: {service: childrens_social_care}}
                - {type: status.started, time: 2025-01-10, data: {status: child_protection_plan}}
        """

    private func found(_ more: String, asAt: String = "2025-06-01", _ expect: String) throws -> [Finding] {
        try EnginePacks.check(
            """
            - clause: KNO-C4.05
              name: two children
              as_at: \(asAt)
              events:
            \(opened)
            \(more)
              expect: \(expect)
            """)
    }

    @Test func `is asked nothing for the time before it was born and told of`() throws {
        let found = try found(
            """
                    - {type: person.recorded, time: 2025-05-02, data: {person: ben, is_child: true, relationship: subject, date_of_birth: 2025-05-01}}
            """,
            "[{status: missed, child: ava, due: 2025-02-07}, {status: missed, child: ben, due: 2025-05-30}]")
        #expect(found.last?.period?.from?.description == "2025-05-01T23:00:00Z")
    }

    @Test func `is asked from its birth on where it is the only one`() throws {
        try EnginePacks.check(
            """
            - clause: KNO-C4.05
              name: born later
              as_at: 2025-04-01
              events:
                - {type: status.started, time: 2025-01-10, data: {status: child_protection_plan}}
                - {type: person.recorded, time: 2025-03-11, data: {person: ava, is_child: true, relationship: subject, date_of_birth: 2025-03-10}}
              expect: [{status: due, child: ava, due: 2025-04-07}]
            """)
    }

    @Test func `that was named when it was unborn is asked about from then on`() throws {
        try EnginePacks.check(
            """
            - clause: KNO-C4.05
              name: unborn
              as_at: 2025-04-01
              events:
                - {type: status.started, time: 2025-01-10, children: [ava], data: {status: child_protection_plan}}
                - {type: person.recorded, time: 2025-03-11, data: {person: ava, is_child: true, relationship: subject, date_of_birth: 2025-03-10}}
              expect: [{status: missed, child: ava, due: 2025-02-07}]
            """)
    }

    @Test func `that came on some day of a month is judged by each day on which it may have come`() throws {
        // Told of on 1 May, a visit is missed; told of on the 31st, it is still to come.
        _ = try found(
            """
                    - {type: person.recorded, time: 2025-05-15, precision: month, data: {person: ben, is_child: true, relationship: subject}}
            """, asAt: "2025-06-10", "[{status: missed, child: ava, due: 2025-02-07}, {status: cannot_tell, child: ben}]")
    }

    @Test func `is asked nothing after its death`() throws {
        _ = try found(
            """
                    - {type: visit.made, time: 2025-02-03, data: {visit_type: child_protection, child_seen: true}}
                    - {type: person.recorded, time: 2025-03-03, data: {person: ava, is_child: true, relationship: subject, date_of_death: 2025-02-20}}
            """, "[{status: met, child: ava, due: 2025-02-07}]")
    }
}

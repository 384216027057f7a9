import Standards
import Testing

/// What the example files cannot say of a child in two placements at once.
@Suite struct `A child in two placements at once` {
    private let homes = """
            - {type: status.started, time: 2025-01-07, children: [ava], data: {status: looked_after}}
            - {type: placement.started, time: 2025-01-07, data: {placement_type: foster, home: Elm Row}}
            - {type: placement.started, time: 2025-02-10, data: {placement_type: with_parents, home: Oak Way}}
        """

    private func visits(_ more: String, asAt: String, _ expect: String) throws -> [Finding] {
        try EnginePacks.check(
            """
            - clause: KNO-C8.06c
              name: two homes
              as_at: \(asAt)
              events:
            \(homes)
            \(more)
              expect: \(expect)
            """)
    }

    @Test func `is told which one a finding is about`() throws {
        let found = try visits(
            "    - {type: visit.made, time: 2025-03-10, data: {visit_type: child_in_care, child_seen: true, placement: Oak Way}}",
            asAt: "2025-03-11", "[{status: missed, due: 2025-02-18}, met, {status: due, due: 2025-04-21}]")
        #expect(found.map(\.placement) == ["e2", "e3", "e3"])
    }

    @Test func `is not told of more than one where it was in one after the other`() throws {
        let found = try visits(
            "    - {type: placement.ended, time: 2025-02-10, data: {placement: e2, ending_reason: moved}}",
            asAt: "2025-03-25", "{status: missed, due: 2025-03-24}")
        #expect(found.map(\.placement) == [nil])
    }

    @Test func `is asked about no more after its death`() throws {
        let died = "person: {name: ava}, is_child: true, relationship: subject, date_of_death: 2025-02-12"
        _ = try visits(
            "    - {type: person.recorded, time: 2025-02-14, children: [ava], data: {\(died)}}", asAt: "2025-04-30",
            "not_applicable")
    }
}

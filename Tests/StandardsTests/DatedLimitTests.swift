import Events
import Standards
import StandardsExamples
import Testing

/// A limit that an authority sets from a day on.
@Suite struct `A limit set from a day on` {
    private func findings(_ text: String, from day: String) throws -> [Finding] {
        let example = try EnginePacks.example(text)
        let (pack, clause) = try EnginePacks.clause(example.clause)
        let shelf = try EnginePacks.need()
        let day = try #require(Day(day))
        let settings = example.parameters.mapValues { [Parameters.Setting($0.value, source: "test", effectiveFrom: day)] }
        let parameters = Parameters(definitions: shelf.library.parameters, settings: settings, neverSupplied: [:])
        let engine = Engine(
            for: shelf.related(to: clause, in: pack), pack: pack, vocabulary: shelf.library.vocabulary,
            parameters: parameters, calendar: shelf.calendar)
        return try engine.findings(
            of: example.subject, in: example.record, asAt: example.asAt, now: London.end(of: example.asAt)
        ).filter { $0.clause == clause.id }
    }

    @Test func `counts from the next answer on, also where the state began before`() throws {
        let found = try findings(
            """
            - clause: COV-4.16d
              name: reviews
              as_at: 2026-03-01
              parameters: {reviews.looked_after: [{value: 20, unit: working_days}, {value: 3, unit: months}, {value: 6, unit: months, repeat: true}]}
              events:
                - {type: status.started, time: 2024-11-30, children: [ava], data: {status: looked_after}}
                - {type: meeting.held, time: 2025-01-15, data: {meeting_type: looked_after_review}}
                - {type: meeting.held, time: 2025-03-20, data: {meeting_type: looked_after_review}}
                - {type: meeting.held, time: 2025-12-20, data: {meeting_type: looked_after_review}}
              expect: met
            """, from: "2025-03-01")
        #expect(found.map(\.status) == [.notConfigured, .late, .due])
        #expect(found.map { $0.due?.description } == [nil, "2025-09-20", "2026-06-20"])
    }

    @Test func `is said to be missing once, however many answers there were before it`() throws {
        let visits = ["01-20", "02-03", "02-17", "03-10"].map {
            "    - {type: visit.made, time: 2025-\($0), data: {visit_type: child_in_care, child_seen: true}}"
        }
        let found = try findings(
            """
            - clause: TEN-3.01a
              name: visits
              as_at: 2025-05-01
              parameters: {visits.by_status_and_placement: [{every: {value: 6, unit: weeks}}]}
              events:
                - {type: case.opened, time: 2025-01-06, children: [ava], data: {service: childrens_social_care}}
                - {type: status.started, time: 2025-01-10, data: {status: looked_after}}
            \(visits.joined(separator: "\n"))
              expect: met
            """, from: "2025-03-01")
        #expect(found.map(\.status) == [.notConfigured, .missed])
        #expect(found.last?.due?.description == "2025-04-21")
    }
}

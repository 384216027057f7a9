import Events
import Practice
import Standards
import StandardsExamples
import Testing

/// A setting that is changed changes nothing that was judged before.
@Suite struct `A setting of another day` {
    private static let children = "{type: case.opened, time: 2025-01-06, children: [ava], data: {service: childrens_social_care}}"

    /// What is found of a clause as at some days, where a parameter is set from days on.
    private func statuses(
        _ clause: String, _ events: [String], _ parameter: String, _ settings: [(String, ParameterValue)], asAt days: [String]
    ) throws -> [[Finding]] {
        let example = try EnginePacks.example(
            "- clause: \(clause)\n  name: settings\n  as_at: 2026-06-01\n  events:\n    - "
                + ([Self.children] + events).joined(separator: "\n    - ") + "\n  expect: met\n")
        let shelf = try EnginePacks.need()
        let (pack, wanted) = try EnginePacks.clause(clause)
        let parameters = Parameters(
            definitions: shelf.library.parameters,
            settings: [
                parameter: try settings.map { from, value in
                    Parameters.Setting(value, source: "test", effectiveFrom: try #require(Day(from)))
                }
            ])
        let engine = Engine(
            for: shelf.related(to: wanted, in: pack), pack: pack, vocabulary: shelf.library.vocabulary, parameters: parameters,
            calendar: shelf.calendar)
        return try days.map { text in
            let day = try #require(Day(text))
            return try engine.findings(of: example.subject, in: example.record, asAt: day, now: London.end(of: day))
                .filter { $0.clause == clause }
        }
    }

    @Test func `a link that could be inferred once stays inferred`() throws {
        let found = try statuses(
            "KNO-C2.06",
            [
                "{type: meeting.held, time: \"2025-02-03T10:00\", data: {meeting_type: strategy_discussion}}",
                "{type: minutes.distributed, time: \"2025-02-03T15:00\", data: {meeting_type: strategy_discussion, recipients: [police]}}",
                "{type: meeting.held, time: \"2025-05-05T10:00\", data: {meeting_type: strategy_discussion}}",
                "{type: minutes.distributed, time: \"2025-05-05T15:00\", data: {meeting_type: strategy_discussion, recipients: [police]}}",
            ], "links.loose", [("2025-04-01", .boolean(false))], asAt: ["2025-03-31", "2025-04-01", "2025-06-01"])
        #expect(found[0].map(\.status).first == found[1].map(\.status).first)
        #expect(found[0].map(\.status) == [.met])
        #expect(found[2].map(\.status) == [.met, .missed])
    }

    @Test func `an answer counts as it counted when it was given`() throws {
        let found = try statuses(
            "KNO-B1.01",
            ["{type: audit_answer.recorded, time: 2025-02-01, data: {clause_id: KNO-B1.01, answer: partly}}"],
            "judgement.partly_is_met", [("2025-03-01", .boolean(true))], asAt: ["2025-02-15", "2025-06-01"])
        #expect(found[0].map { $0.answer?.isMet } == [false])
        #expect(found[1].map { $0.answer?.isMet } == [false])
    }

    @Test func `a plan is of a type that was in scope when it was agreed`() throws {
        let found = try statuses(
            "KNO-B3.05",
            ["{type: plan.agreed, time: 2025-02-01, children: [ava], data: {plan_type: child_in_need, actions: [{what: see}]}}"],
            "plans.in_scope", [("2025-04-01", .words(["care"]))], asAt: ["2025-03-01", "2025-06-01"])
        #expect(found[0].map(\.status) == found[1].map(\.status))
        #expect(found[0].map(\.status) == [.missed])
    }
}

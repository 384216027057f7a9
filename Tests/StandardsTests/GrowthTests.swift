import Events
import Practice
import StandardsExamples
import Testing

@testable import Standards

/// That what is worked out grows as the record does: counted, not timed.
@Suite struct `Where much of one kind is on record` {
    private static let few = 40

    /// Visits, one every other day, each with a note.
    ///
    /// - Parameters:
    ///   - basis: what the notes say that they are based on.
    ///   - hour: when on the day the note is entered; nil where all notes come before the first visit.
    private func evaluation(
        _ visits: Int, basedOn basis: String?, noteAt hour: Int?, isComplete: Bool
    ) throws -> Evaluation {
        var events = [
            "{type: case.opened, time: 2019-01-01, children: [ava], data: {service: childrens_social_care}}",
            "{type: plan.agreed, time: 2019-01-02, children: [ava], data: {plan_type: child_in_need}}",
        ]
        let first = try #require(Day("2024-01-01")).number
        for number in 0..<visits {
            let day = Day(number: first + 2 * number)
            events.append(
                "{type: visit.made, time: \"\(day)T09:00:00Z\", data: {visit_type: child_in_need, setting: family_home}}")
            let noted = hour == nil ? Day(number: first - 1 - number) : day
            let time = "\(noted)T\(hour ?? 10):00:00Z"
            events.append(
                "{type: case_note.entered, time: \"\(time)\"\(basis.map { ", based_on: [\($0)]" } ?? ""), data: {note_type: visit, note_complete: \(isComplete)}}"
            )
        }
        let example = try EnginePacks.example(
            "- clause: RED-1.M01a\n  name: visits\n  as_at: 2025-06-01\n  events:\n    - " + events.joined(separator: "\n    - ")
                + "\n  expect: met\n")
        let (pack, clause) = try EnginePacks.clause(example.clause)
        let engine = try EnginePacks.need().engine(example, [clause], pack)
        return Evaluation(
            engine, example.record, of: example.subject, Asked(engine, about: .case, .all), asAt: example.asAt,
            now: London.end(of: example.asAt))
    }

    /// The same, judged and told.
    private func told(_ visits: Int, basedOn basis: String?, noteAt hour: Int?, isComplete: Bool) throws -> Evaluation {
        let evaluation = try evaluation(visits, basedOn: basis, noteAt: hour, isComplete: isComplete)
        try evaluation.run()
        _ = try Corrections.findings(after: evaluation, evaluation.table.record, now: evaluation.horizon)
        return evaluation
    }

    @Test(arguments: ["e2", "e2, e1"]) func `the bases of each record are followed once`(basis: String) throws {
        let few = try told(Self.few, basedOn: basis, noteAt: 10, isComplete: true).table.basesFollowed
        let many = try told(2 * Self.few, basedOn: basis, noteAt: 10, isComplete: true).table.basesFollowed
        #expect(few >= Self.few)
        #expect(many < 3 * few, "\(few), then \(many)")
    }

    @Test(arguments: [nil, "e2"], [nil, 10]) func `what comes nearest is looked for among the neighbours`(
        basis: String?, hour: Int?
    ) throws {
        let few = try told(Self.few, basedOn: basis, noteAt: hour, isComplete: false).recordsWeighed
        let many = try told(2 * Self.few, basedOn: basis, noteAt: hour, isComplete: false).recordsWeighed
        #expect(few >= 1)
        #expect(many < 3 * few, "\(few), then \(many)")
    }

    @Test func `nothing is judged for one who has left`() async throws {
        let judging = Task { () throws -> Int in
            let evaluation = try evaluation(Self.few, basedOn: "e2", noteAt: 10, isComplete: true)
            while !Task.isCancelled { await Task.yield() }
            #expect(throws: CancellationError.self) { try evaluation.run() }
            return evaluation.table.basesFollowed
        }
        judging.cancel()
        #expect(try await judging.value == 0)
    }
}

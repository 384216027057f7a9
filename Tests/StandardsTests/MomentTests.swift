import Events
import Practice
import StandardsExamples
import Testing

@testable import Standards

/// How much is judged again where days are not known, counted, not timed.
@Suite struct `Where many days are not known` {
    /// Ten years of a child protection plan with a visit and every other month a supervision, their times known so far.
    private func record(_ precision: TimePrecision) throws -> (Example, Record) {
        var events = [
            "{type: case.opened, time: 2015-01-01, children: [ava], data: {service: childrens_social_care}}",
            "{type: status.started, time: 2015-02-01, children: [ava], data: {status: child_protection_plan}}",
        ]
        for number in 0..<120 {
            let month = "\(2015 + number / 12)-\(number % 12 < 9 ? "0" : "")\(number % 12 + 1)"
            events.append("{type: visit.made, time: \(month)-10, data: {visit_type: child_protection, child_seen: true}}")
            if number % 2 == 0 {
                events.append("{type: supervision.held, time: \(month)-20, data: {supervision_type: casework}}")
            }
        }
        let example = try EnginePacks.example(
            "- clause: KNO-C4.05\n  name: ten years\n  as_at: 2025-06-01\n  events:\n    - "
                + events.joined(separator: "\n    - ") + "\n  expect: met\n")
        return (example, Record(example.record.events.map { $0.known(to: precision) }, of: example.subject))
    }

    private func momentsTried(_ precision: TimePrecision, pack: Int) throws -> Int {
        let (example, record) = try record(precision)
        let shelf = try EnginePacks.need()
        let engine = shelf.engine(example, shelf.packs[pack].clauses, shelf.packs[pack])
        let asked = Asked(engine, about: .case, .all)
        let evaluation = Evaluation(
            engine, record, of: example.subject, asked, asAt: example.asAt, now: London.end(of: example.asAt))
        try evaluation.run()
        return evaluation.momentsTried
    }

    @Test func `nothing is tried where every day is known`() throws {
        #expect(try momentsTried(.day, pack: 0) == 0)
    }

    @Test(arguments: 0..<4, [TimePrecision.month, .year, .about])
    func `each clause is judged again only where something changes`(pack: Int, precision: TimePrecision) throws {
        // A clause is tried 240 times at most; where each that looks at such events is, that makes tens of thousands.
        let tried = try momentsTried(precision, pack: pack)
        #expect(tried > 0)
        #expect(tried <= (precision == .year ? 16_000 : 4_000), "\(tried)")
    }
}

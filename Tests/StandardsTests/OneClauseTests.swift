import Events
import Practice
import Standards
import StandardsExamples
import Testing

/// A clause that is asked about alone.
@Suite struct `One clause asked about alone` {
    @Test func `has the findings it has among all, byte for byte`() throws {
        let shelf = try EnginePacks.need()
        var dice = Dice(seed: 20)
        for pack in shelf.packs {
            let examples = shelf.examples[pack.id] ?? []
            for (at, example) in examples.enumerated() where at % 23 == 0 {
                let engine = shelf.engine(example, pack.clauses, pack)
                for record in [example.record, dice.vague(example.record, of: example.subject)] {
                    func findings(only selection: Engine.Selection) throws -> [Finding] {
                        try engine.judged(
                            example.subject, in: record, asAt: example.asAt, now: London.end(of: example.asAt), only: selection,
                            explaining: nil
                        ).findings
                    }
                    let all = try findings(only: .all)
                    // Its own, and some others: mostly they say that they do not apply, and that too must be the same.
                    let others = (0..<4).map { _ in pack.clauses[dice.roll(pack.clauses.count)].id }
                    for clause in [example.clause] + others {
                        let alone = try findings(only: .some([clause]))
                        let among = all.filter { $0.clause == clause }
                        #expect(alone.map(\.text) == among.map(\.text), "\(clause) \(example.name)")
                    }
                }
            }
        }
    }

    @Test func `is not told where the pack in force has no such clause`() throws {
        let shelf = try EnginePacks.need()
        let pack = try #require(shelf.packs.first)
        let example = try #require(shelf.examples[pack.id]?.first)
        let engine = shelf.engine(example, pack.clauses, pack)
        let now = London.end(of: example.asAt)
        let told = try engine.judged(
            example.subject, in: example.record, asAt: example.asAt, now: now, only: .some(["NONE-1"]), explaining: nil)
        #expect(told.findings.isEmpty)
    }
}

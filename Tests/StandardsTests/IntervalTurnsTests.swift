import Events
import Testing

@testable import Standards

/// The turns of a clock, without a record: what is due is ten after the start of a turn.
@Suite struct `The turns of a clock` {
    private static let limit: Int64 = 10
    private static let day: Int64 = 86_400_000_000

    private func when(_ day: Int64) -> When { When(Instant(microseconds: day * Self.day)) }

    private func answer(_ day: Int64) -> IntervalTick { .answer(Answer(when: when(day), evidence: [Int(day)])) }

    private func call(_ day: Int64) -> IntervalTick {
        .call(IntervalCall(place: Int(day), when: when(day), order: day * Self.day))
    }

    /// - Parameters:
    ///   - known: the days of starts from which there is a limit.
    ///   - most: turns after which there is no limit any more.
    private func turns(
        _ ticks: [IntervalTick], from start: Int64 = 0, until end: Int64? = nil, asAt now: Int64 = 100,
        known: ClosedRange<Int64> = 0...1_000, most: Int = .max
    ) -> [String] {
        var turns = IntervalTurns(
            from: TurnStart(base: when(start), origin: nil, trigger: nil),
            open: { start, _ in
                guard start.number < most else { return nil }
                var turn = Judged(.cannotTell)
                turn.doubts = [.noSchoolTerm]
                let day = start.base.lo / Self.day
                guard known.contains(day) else { return turn }
                turn = Judged(.due)
                turn.due = .instant(Instant(microseconds: (day + Self.limit) * Self.day))
                return turn
            },
            answered: { turn, due, answer in
                var turn = turn
                turn.status = answer.when.lo <= due.end.microseconds ? .met : .late
                return turn
            })
        for tick in ticks { turns.take(tick) }
        return turns.all(until: end.map { $0 * Self.day }, horizon: now * Self.day).map { turn in
            turn.status.rawValue + (turn.due.map { " \($0.end.microseconds / Self.day)" } ?? "")
        }
    }

    @Test func `go from answer to answer`() {
        #expect(turns([answer(5), answer(20), answer(25)]) == ["met 10", "late 15", "met 30", "missed 35"])
        #expect(turns([answer(5)], asAt: 12) == ["met 10", "due 15"])
        #expect(turns([]) == ["missed 10"])
    }

    @Test func `start anew with what calls for them`() {
        #expect(turns([call(5)]) == ["missed 15"])
        #expect(turns([call(15), answer(16)]) == ["missed 10", "met 25", "missed 26"])
    }

    @Test func `end with the period, if they were not due by then`() {
        #expect(turns([answer(5)], until: 15) == ["met 10"])
        #expect(turns([answer(5)], until: 16) == ["met 10", "missed 15"])
    }

    @Test func `take no tick twice, nor one from before their start`() {
        #expect(turns([answer(-3), answer(0), answer(5), answer(5)]) == ["met 10", "missed 15"])
        // An event that is known only about may begin a turn long before the moment by which it is put in order.
        let about = IntervalTick.call(IntervalCall(place: 1, when: when(-50), order: 20 * Self.day))
        #expect(turns([about, answer(30)], known: -100...100) == ["missed 10", "late -40", "missed 40"])
    }

    @Test func `say once that there is no telling, and go on from the next answer`() {
        #expect(turns([answer(5), answer(8), answer(20)], known: 20...100) == ["cannot_tell", "missed 30"])
        #expect(turns([answer(5), call(20)], known: 20...100) == ["cannot_tell", "missed 30"])
        #expect(turns([answer(5)], known: 20...100) == ["cannot_tell"])
    }

    @Test func `stop where there is no further limit until they are called for again`() {
        #expect(turns([answer(5), answer(30), call(40)], most: 1) == ["met 10", "missed 50"])
    }

    @Test func `are moved by answers before calls of the same moment`() {
        let merged = IntervalTick.merged(
            [Answer(when: when(5), evidence: [9])], [IntervalCall(place: 1, when: when(5), order: 5 * Self.day)])
        #expect(merged.map(\.order) == [5 * Self.day, 5 * Self.day])
        #expect(turns(merged) == ["met 10", "missed 15"])
    }
}

import Events
import Ledger
import Support
import Testing

@Suite struct `Following a ledger` {
    private let one: Subject
    private let other: Subject

    init() throws {
        one = try #require(Subject("case/1"))
        other = try #require(Subject("case/2"))
    }

    @Test func `news of a subject is there at once where it is, and comes where it is not`() async throws {
        try await withLedger { ledger, _ in
            try await ledger.post([posting("a"), posting("b", subject: "case/2")])
            try await ledger.news(of: one, from: 0)
            async let news: Void = ledger.news(of: one, from: 1)
            try await ledger.post([posting("c", subject: "case/2")])
            try await ledger.post([posting("d")])
            try await news
            #expect(try ledger.positions(of: one, from: 1) == [Position(3)])
        }
    }

    @Test func `what is not wanted is passed over, in memory as on disk`() async throws {
        try await TemporaryDirectory.run { directory in
            let settings = testSettings(directory)
            try Ledger.create(settings)
            for life in 0..<2 {
                let ledger = try openLedger(settings)
                for index in 0..<20 where life == 0 {
                    try await ledger.post([posting("a\(index)"), posting("b\(index)", subject: "case/2")])
                }
                try check(ledger)
                try await ledger.stop()
            }
        }
    }

    @Test func `reads no more at once than fits in memory, and goes on behind it`() async throws {
        try await TemporaryDirectory.run { directory in
            let settings = testSettings(directory)
            try Ledger.create(settings)
            do {
                let ledger = try openLedger(settings)
                let long = String(repeating: "x", count: 1_000_000)
                for index in 0..<20 { try await ledger.post([posting("e\(index)", note: long)]) }
                try await ledger.stop()
            }
            let ledger = try openLedger(settings)
            let first = try ledger.recorded(from: Position(0), looking: 500) { _ in true }
            #expect(first.events.count == 17 && first.end == Position(17))
            let rest = try ledger.recorded(from: first.end, looking: 500) { _ in true }
            #expect(rest.events.count == 3 && rest.end == Position(20))
            #expect(try ledger.events(from: Position(0), limit: 500).count == 17)
            // What is passed over is not read.
            #expect(try ledger.recorded(from: Position(0), looking: 500) { _ in false }.end == Position(20))
            let positions = try ledger.positions(of: one)
            #expect(try ledger.countReadAtOnce(positions) == 16)
            #expect(try ledger.countReadAtOnce(positions[16...]) == 4 && ledger.countReadAtOnce(positions[..<0]) == 0)
            // What is open already takes no memory anew.
            _ = try ledger.recorded(at: Array(positions[..<4]))
            #expect(try ledger.countReadAtOnce(positions) == 20)
            try await ledger.stop()
        }
    }

    private func check(_ ledger: Ledger) throws {
        let found = try ledger.recorded(from: Position(5), looking: 10) { $0.subject == other }
        #expect(found.events.map(\.position.rawValue) == [5, 7, 9, 11, 13])
        #expect(try found.events.allSatisfy { try Event($0).data != nil })
        #expect(found.end == Position(15))
        let rest = try ledger.recorded(from: Position(35), looking: 10) { _ in false }
        #expect(rest.events.isEmpty)
        #expect(rest.end == Position(40))
    }

    /// Some entries are in the tables then, some on the way there, some in memory.
    @Test(arguments: [1, 7, 1000])
    func `a subject's positions between two places are those of all that lie there`(_ gathers: Int) async throws {
        try await TemporaryDirectory.run { directory in
            var settings = testSettings(directory)
            settings.indexGathers = gathers
            try Ledger.create(settings)
            let ledger = try openLedger(settings)
            for index in 0..<30 { try await ledger.post([posting("a\(index)", subject: "case/\(index % 4)")]) }
            let all = (0..<30).filter { $0 % 4 == 1 }.map { Position($0) }
            #expect(try ledger.firstPosition(of: one) == Position(1) && ledger.firstPosition(of: other) == Position(2))
            #expect(try ledger.firstPosition(of: try #require(Subject("case/3"))) == Position(3))
            #expect(try ledger.firstPosition(of: try #require(Subject("case/10"))) == nil)
            for start in UInt64(0)...30 {
                for end in start...31 {
                    let due = all.filter { $0.rawValue >= start && $0.rawValue < end }
                    #expect(try ledger.positions(of: one, from: start, below: end) == due)
                }
            }
            try await ledger.stop()
        }
    }
}

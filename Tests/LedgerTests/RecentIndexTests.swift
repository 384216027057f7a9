import Events
import Support
import Testing

@testable import Ledger

@Suite struct `Index entries that wait in memory` {
    /// Random commits, against dictionaries of what the tables have.
    @Test(arguments: [(1, UInt64(21)), (3, 22), (100, 23), (3_000, 24), (20_000, 25)])
    func `are in memory or in the tables, and for a round at most in memory alone`(_ round: Int, _ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let recent = RecentIndex(size: 0, limit: round)
        var ids: [IDKey: Place] = [:]
        var rows: [[UInt8]: Position] = [:]
        var all: [(id: IDKey, key: [UInt8], place: Place)] = []
        var versions: [Subject: UInt64] = [:]
        var told: UInt64 = 0
        let most = 40
        while all.count < min(4 * round + 2_000, 40_000) {
            let entries = try Self.entries(Int.random(in: 1...most, using: &random), &all, &versions, &random)
            let step = recent.step(for: entries.count)
            if let step {
                #expect(
                    zip(step.ids, step.ids.dropFirst()).count { $0.key >= $1.key } <= 1, "in order, but for where a round ends")
                for (id, place) in step.ids { ids[id] = place }
                for (key, position) in step.subjects?.rows ?? [] { rows[key] = position }
                told = step.indexed ?? told
            }
            recent.committed(entries, end: UInt64(all.count), taken: step)
            let complete = max(told, UInt64(max(0, all.count - round - round / 8 - 200 - 2 * most)))
            for entry in all[..<Int(complete)].suffix(300) {
                #expect(ids[entry.id] == entry.place && rows[entry.key] == entry.place.position, "seed \(seed)")
            }
        }
        for entry in all { #expect(recent.place(of: entry.id) ?? ids[entry.id] == entry.place, "seed \(seed)") }
        #expect(told > 0)
    }

    private static func entries(
        _ count: Int, _ all: inout [(id: IDKey, key: [UInt8], place: Place)], _ versions: inout [Subject: UInt64],
        _ random: inout SeededGenerator
    ) throws -> IndexEntries {
        var entries = IndexEntries()
        for _ in 0..<count {
            let subject = try #require(Subject("case/\(Int.random(in: 0..<300, using: &random))"))
            let version = versions[subject, default: 0] + 1
            versions[subject] = version
            let place = Place(position: Position(UInt64(all.count)), version: version)
            let id = IDKey(EventReference(source: "/test", id: "e\(all.count)"))
            entries.add(id, subject, place)
            all.append((id, SubjectKey.bytes(subject, version: version), place))
        }
        return entries
    }

    /// Also those that a start after a crash has found again.
    @Test(arguments: [0, 60_000]) func `go into the tables a few with each commit`(_ found: UInt64) throws {
        let recent = RecentIndex(size: 0, limit: 80_000)
        for start in stride(from: 0, to: found, by: 20_000) {
            recent.found(try Self.entries(start..<start + 20_000), end: start + 20_000)
        }
        var most = (ids: 0, subjects: 0)
        var rows = 0
        for number in found..<found + 25_000 {
            let step = recent.step(for: 1)
            most = (max(most.ids, step?.ids.count ?? 0), max(most.subjects, step?.subjects?.rows.count ?? 0))
            rows += step?.subjects?.rows.count ?? 0
            recent.committed(try Self.entries(number..<number + 1), end: number + 1, taken: step)
        }
        #expect(most.ids > 0 && most.ids < 300 && most.subjects > 0 && most.subjects < 300)
        #expect(rows > 10_000)
    }

    private static func entries(_ positions: Range<UInt64>) throws -> IndexEntries {
        var entries = IndexEntries()
        for number in positions {
            let subject = try #require(Subject("case/\(number)"))
            entries.add(
                IDKey(EventReference(source: "/test", id: "\(number)")), subject, Place(position: Position(number), version: 1))
        }
        return entries
    }
}

import Events
import JSON
import Ledger
import Support
import Testing

@Suite struct `Erasing a subject` {
    /// Erases `subject`, with an event that says so.
    private func erase(_ subject: Subject, in ledger: Ledger) async throws {
        let says = try posting("erase-\(subject.ref)", subject: "service/daybook")
        let submission = try Submission(
            [try ledger.prepare([says], postedBy: "uid:0 test")], expectedVersion: nil,
            erases: ErasedSubject(subject, version: try ledger.version(of: subject)))
        _ = try await ledger.append(submission)
    }

    /// While a key is destroyed it is gone from memory and still on disk: events that were opened one by one with it were
    /// shown in part.
    @Test func `shows whoever reads meanwhile all of it or nothing`() async throws {
        try await withLedger { ledger, _ in
            for round in 0..<8 {
                let subject = try #require(Subject("case/E\(round)"))
                try await ledger.post((0..<150).map { try posting("\(round)-\($0)", subject: subject.description) })
                let positions = try ledger.positions(of: subject)
                let before = ledger.erasures
                let torn = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<3 {
                        group.addTask {
                            var torn = 0
                            // Once when it begins and once when it ends.
                            while ledger.erasures < before + 2, !Task.isCancelled {
                                let gone = try ledger.events(at: positions).count { $0.data == nil }
                                if gone != 0, gone != positions.count { torn += 1 }
                                await Task.yield()
                            }
                            return torn
                        }
                    }
                    try await erase(subject, in: ledger)
                    #expect(try ledger.events(at: positions).allSatisfy { $0.data == nil })
                    return try await group.reduce(0, +)
                }
                #expect(torn == 0)
            }
        }
    }
}

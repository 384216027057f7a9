import Dispatch
import Events
import Glibc
import JSON
import Ledger
import Support
import Synchronization
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct `Erasing a subject` {
    /// Erases `subject`, with an event that says so.
    private func erase(_ subject: Subject, in ledger: Ledger) async throws {
        let says = try posting("erase-\(subject.ref)", subject: "service/daybook")
        let submission = try Submission(
            [try ledger.prepare([says], postedBy: "uid:0 test")], expectedVersion: nil,
            erases: ErasedSubject(subject, version: try ledger.version(of: subject)))
        _ = try await ledger.append(submission)
    }

    /// Reads all of a subject's events again and again from when it is erased until `erasing` ends.
    ///
    /// - Returns: how often only some of them were gone.
    private func torn(_ subject: Subject, in ledger: Ledger, _ erasing: Task<Void, any Error>) async throws -> Int {
        let positions = try ledger.positions(of: subject)
        let torn = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    var torn = 0
                    while !Task.isCancelled {
                        let gone = try ledger.events(at: positions).count { $0.data == nil }
                        if gone != 0, gone != positions.count { torn += 1 }
                        await Task.yield()
                    }
                    return torn
                }
            }
            try await erasing.value
            group.cancelAll()
            return try await group.reduce(0, +)
        }
        #expect(try ledger.events(at: positions).allSatisfy { $0.data == nil })
        return torn
    }

    /// A hold on another file that came between the look and the erasure was taken, and the case was gone all the same.
    @Test func `is refused where something came since it was looked that speaks against it`() async throws {
        try await withLedger { ledger, _ in
            let gone = try #require(Subject("case/GONE"))
            try await ledger.post([try posting("1", subject: "case/GONE")])
            let doubt = ErasedSubject.Doubt(since: ledger.head.size) { $0.subject.ref == "KEPT" }
            func erase(_ id: String) async throws {
                let says = try ledger.prepare([try posting(id, subject: "service/daybook")], postedBy: "uid:0 test")
                _ = try await ledger.append(
                    Submission([says], expectedVersion: nil, erases: ErasedSubject(gone, version: 1, doubt: doubt)))
            }
            try await ledger.post([try posting("2", subject: "case/KEPT")])
            await #expect(throws: AppendError.overtaken) { try await erase("3") }
            #expect(try ledger.erasure(of: gone) == nil && ledger.head.size == 2)
        }
    }

    @Test func `goes on where what came since has nothing to do with it`() async throws {
        try await withLedger { ledger, _ in
            let gone = try #require(Subject("case/GONE"))
            try await ledger.post([try posting("1", subject: "case/GONE")])
            let doubt = ErasedSubject.Doubt(since: ledger.head.size) { $0.subject.ref == "KEPT" }
            try await ledger.post([try posting("2", subject: "case/OTHER")])
            let says = try ledger.prepare([try posting("3", subject: "service/daybook")], postedBy: "uid:0 test")
            _ = try await ledger.append(
                Submission([says], expectedVersion: nil, erases: ErasedSubject(gone, version: 1, doubt: doubt)))
            #expect(try ledger.erasure(of: gone) != nil)
        }
    }

    /// While a key is destroyed it is gone from memory and still on disk: events that were opened one by one with it were
    /// shown in part.
    @Test func `shows whoever reads meanwhile all of it or nothing`() async throws {
        try await withLedger { ledger, _ in
            for round in 0..<8 {
                let subject = try #require(Subject("case/E\(round)"))
                try await ledger.post((0..<150).map { try posting("\(round)-\($0)", subject: subject.description) })
                #expect(try await torn(subject, in: ledger, Task { try await erase(subject, in: ledger) }) == 0)
            }
        }
    }

    /// What had been opened before was still found in memory until the key was gone from disk, and what had not was not.
    @Test func `shows nothing of what was opened before either`() async throws {
        try await withLedger { ledger, _ in
            for round in 0..<8 {
                let subject = try #require(Subject("case/E\(round)"))
                try await ledger.post((0..<150).map { try posting("\(round)-\($0)", subject: subject.description) })
                let positions = try ledger.positions(of: subject)
                _ = try ledger.events(at: Array(positions.prefix(75)))
                let erasing = Task { try await erase(subject, in: ledger) }
                while try ledger.erasure(of: subject) == nil { await Task.yield() }
                #expect(try await torn(subject, in: ledger, erasing) == 0)
            }
        }
    }

    /// The file whose place another had taken lost its name before it was overwritten: a kill in between left a destroyed key on the
    /// disk for ever.
    @Test func `overwrites at a start what an erasure that was cut off has left`() async throws {
        try await TemporaryDirectory.run { directory in
            let settings = testSettings(directory)
            try Ledger.create(settings)
            let (aside, other) = (settings.directory + "/keys/rewriting", settings.directory + "/other")
            let left = Data(repeating: 7, count: 3 << 20 + 5)
            try FileManager.default.createDirectory(atPath: aside, withIntermediateDirectories: false)
            try left.write(to: URL(filePath: aside + "/data.mdb"))
            // A name by which the test finds the same file.
            try FileManager.default.linkItem(atPath: aside + "/data.mdb", toPath: other)
            let ledger = try openLedger(settings)
            try await ledger.stop()
            #expect(!FileManager.default.fileExists(atPath: aside))
            #expect(try Data(contentsOf: URL(filePath: other)) == Data(repeating: 0, count: left.count))
        }
    }

    /// What was put together of events before an erasure is put together once more.
    @Test func `shows whoever puts events together none of it`() async throws {
        try await withLedger { ledger, _ in
            let subject = try #require(Subject("case/E"))
            try await ledger.post((0..<150).map { try posting("\($0)", subject: subject.description) })
            // Far more than are kept in memory as they were posted, so that they are read from the log.
            for batch in 0..<10 { try await ledger.post((0..<500).map { try posting("\(batch)-\($0)", subject: "case/B") }) }
            let hasBegun = Atomic(false)
            let isErased = Atomic(false)
            // On a thread of its own: it waits, and the erasure needs the threads that tasks share.
            async let folded = withCheckedThrowingContinuation { folded in
                DispatchQueue(label: "folds").async {
                    folded.resume(
                        with: Result {
                            try ledger.fold(from: Position(0), limit: 150, into: [Bool]()) { events, event in
                                hasBegun.store(true, ordering: .releasing)
                                while !isErased.load(ordering: .acquiring) { sched_yield() }
                                events.append(event.data == nil)
                            }
                        })
                }
            }
            while !hasBegun.load(ordering: .acquiring) { await Task.yield() }
            try await erase(subject, in: ledger)
            isErased.store(true, ordering: .releasing)
            #expect(try await folded == [Bool](repeating: true, count: 150))
        }
    }
}

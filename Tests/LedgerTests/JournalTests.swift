import Events
import JSON
import Ledger
import Support
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A log without room keeps what is accepted in the journal: so it stands when a process ends that way, or is killed.
@Suite struct `What the journal accepts` {
    private func journaled(_ directory: TemporaryDirectory) -> LedgerSettings {
        var settings = testSettings(directory)
        settings.journals = true
        return settings
    }

    private func accept(_ ids: [String], in ledger: Ledger) async throws {
        try await ledger.accept(
            Submission([try ledger.prepare(ids.map { try posting($0) }, postedBy: "uid:7 book")], expectedVersion: nil))
    }

    /// Leaves a journal with these submissions and a log without them; answers how many events the log has.
    private func fillUp(_ settings: LedgerSettings, accepting ids: [String]) async throws -> UInt64 {
        var small = settings
        small.logMapSize = 1 << 18
        try Ledger.create(small)
        let ledger = try openLedger(small)
        var filling = 0
        // First in great steps, then until not even the least has room, whatever pages the last commits have freed.
        for length in [2_000, 1, 1, 1, 1] {
            while true {
                filling += 1
                do {
                    try await ledger.post([posting("filling-\(filling)", note: String(repeating: "x", count: length))])
                } catch AppendError.full { break }
            }
        }
        for id in ids {
            try await accept([id], in: ledger)
            await ledger.settle()
        }
        let size = ledger.head.size
        try await ledger.stop()
        #expect(ledger.head.size == size)
        return size
    }

    private func names(_ settings: LedgerSettings, from size: UInt64) async throws -> [String] {
        let ledger = try openLedger(settings)
        await ledger.settle()
        let events = try ledger.events(from: Position(size), limit: 100)
        #expect(
            events.allSatisfy { $0.header.postedBy == "uid:7 book" && $0.data != nil && $0["details"]?.string == "seen at home" })
        try await ledger.stop()
        return events.map(\.attributes.id)
    }

    @Test func `is in the log once it is settled`() async throws {
        try await TemporaryDirectory.run { directory in
            let settings = journaled(directory)
            try Ledger.create(settings)
            let ledger = try openLedger(settings)
            for index in 0..<300 { try await accept(["\(index)-a", "\(index)-b"], in: ledger) }
            await ledger.settle()
            #expect(
                try ledger.events(from: Position(0), limit: 1000).map(\.attributes.id)
                    == (0..<300).flatMap { ["\($0)-a", "\($0)-b"] })
            try await ledger.stop()
        }
    }

    @Test func `is in the log when the ledger was stopped`() async throws {
        try await TemporaryDirectory.run { directory in
            let settings = journaled(directory)
            try Ledger.create(settings)
            let ledger = try openLedger(settings)
            try await accept(["one"], in: ledger)
            try await ledger.stop()
            #expect(ledger.head.size == 1)
            await #expect(throws: AppendError.stopping) { try await accept(["two"], in: ledger) }
        }
    }

    @Test func `comes from many at once, each in whole`() async throws {
        try await TemporaryDirectory.run { directory in
            let settings = journaled(directory)
            try Ledger.create(settings)
            let ledger = try openLedger(settings)
            // More than the journal holds, so that it is begun anew many times; every fourth is longer than its longest entry.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<200 {
                    group.addTask {
                        let note = String(repeating: "x", count: index % 4 == 0 ? 30_000 : 5_000)
                        let postings = try ["a", "b"].map { try posting("\(index)-\($0)", note: note) }
                        try await ledger.accept(
                            Submission([try ledger.prepare(postings, postedBy: "uid:7 book")], expectedVersion: nil))
                    }
                }
                try await group.waitForAll()
            }
            await ledger.settle()
            #expect(ledger.head.size == 400)
            let ids = try (0..<400).map { try #require(try ledger.event(at: Position($0))).attributes.id }
            #expect(Set(ids).count == 400)
            for place in stride(from: 0, to: 400, by: 2) { #expect(ids[place].dropLast() == ids[place + 1].dropLast()) }
            try await ledger.stop()
        }
    }

    @Test func `is committed by the next start, in order`() async throws {
        try await TemporaryDirectory.run { directory in
            let settings = journaled(directory)
            let size = try await fillUp(settings, accepting: ["first"])
            #expect(try await names(settings, from: size) == ["first"])
            #expect(try await names(settings, from: size) == ["first"])
        }
    }

    @Test func `is refused while the log has no room for what was accepted before`() async throws {
        try await TemporaryDirectory.run { directory in
            let settings = journaled(directory)
            await #expect(throws: AppendError.full) { _ = try await fillUp(settings, accepting: ["first", "second", "third"]) }
        }
    }

    @Test func `is not committed twice from an old journal`() async throws {
        try await TemporaryDirectory.run { directory in
            let settings = journaled(directory)
            let size = try await fillUp(settings, accepting: ["first"])
            let journal = settings.directory + "/journal"
            let old = try #require(FileManager.default.contents(atPath: journal))
            #expect(try await names(settings, from: size) == ["first"])
            try old.write(to: URL(filePath: journal))
            #expect(try await names(settings, from: size) == ["first"])
        }
    }

    @Test(arguments: [0, 3, 10, 21, 40, 500]) func `ends where an entry was not written to its end`(place: Int) async throws {
        try await TemporaryDirectory.run { directory in
            let settings = journaled(directory)
            let size = try await fillUp(settings, accepting: ["first"])
            let journal = settings.directory + "/journal"
            var bytes = try #require(FileManager.default.contents(atPath: journal))
            bytes[place] ^= 1
            try bytes.write(to: URL(filePath: journal))
            #expect(try await names(settings, from: size) == [])
        }
    }

    @Test func `is sealed under the present master key, which is not changed before the log has it`() async throws {
        try await TemporaryDirectory.run { directory in
            let settings = journaled(directory)
            let size = try await fillUp(settings, accepting: ["first"])
            let newKey = directory.path + "/new.key"
            try Data(String(repeating: "5a", count: 32).utf8).write(to: URL(filePath: newKey))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: newKey)
            func rotate() throws {
                _ = try KeyRotation(directory: settings.directory).master(from: settings.masterKeyFile, to: newKey)
            }
            #expect(throws: LedgerError.self) { try rotate() }
            #expect(try await names(settings, from: size) == ["first"])
            try rotate()
        }
    }

    @Test func `shows nothing of what it holds`() async throws {
        try await TemporaryDirectory.run { directory in
            let settings = journaled(directory)
            _ = try await fillUp(settings, accepting: ["first"])
            let bytes = Array(try #require(FileManager.default.contents(atPath: settings.directory + "/journal")))
            for secret in ["seen at home", "case/1", "first", "uid:7"] { #expect(!bytes.contains(Array(secret.utf8))) }
        }
    }
}

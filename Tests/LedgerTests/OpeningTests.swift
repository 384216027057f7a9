import Events
import Ledger
import Support
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct `Opening a ledger` {
    @Test func `goes on where it ended`() async throws {
        try await TemporaryDirectory.run { directory in
            let settings = testSettings(directory)
            try Ledger.create(settings)
            var head: Head?
            for round in 0..<3 {
                let ledger = try openLedger(settings)
                if let head { #expect(ledger.head == head) }
                for index in 0..<70 { try await ledger.post([posting("r\(round)-\(index)")]) }
                head = ledger.head
                try await ledger.stop()
            }
            #expect(head?.size == 210)
        }
    }

    @Test func `refuses an absent one, a second one and a held one`() async throws {
        try await TemporaryDirectory.run { directory in
            let settings = testSettings(directory)
            #expect(throws: LedgerError.absent(directory: settings.directory)) { try openLedger(settings) }
            try Ledger.create(settings)
            #expect(throws: LedgerError.exists(directory: settings.directory)) { try Ledger.create(settings) }
            let ledger = try openLedger(settings)
            #expect(throws: LedgerError.held(directory: settings.directory)) { try openLedger(settings) }
            try await ledger.stop()
        }
    }

    @Test func `takes a file longer than any checkpoint for none of its own, and tells nothing of it`() async throws {
        try await TemporaryDirectory.run { directory in
            let settings = testSettings(directory)
            try Ledger.create(settings)
            do {
                let ledger = try openLedger(settings)
                try await ledger.post([posting("a")])
                try await ledger.stop()
            }
            let long = Data(repeating: UInt8(ascii: "x"), count: 1 << 20 + 1)
            try long.write(to: URL(filePath: settings.checkpointFile))
            let refusal = #expect(throws: LedgerError.self) { try openLedger(settings) }
            guard case .rollback(let rollback)? = refusal else { throw try #require(refusal) }
            #expect(rollback.kind == .foreign && rollback.note.isEmpty)
        }
    }

    @Test func `is made afresh where making it was interrupted`() async throws {
        try await TemporaryDirectory.run { directory in
            let settings = testSettings(directory)
            let making = settings.directory + "/log.making"
            try FileManager.default.createDirectory(atPath: making, withIntermediateDirectories: true)
            try Data("half".utf8).write(to: URL(filePath: making + "/data.mdb"))
            #expect(throws: LedgerError.absent(directory: settings.directory)) { try openLedger(settings) }
            try Ledger.create(settings)
            let ledger = try openLedger(settings)
            try await ledger.post([posting("a")])
            try await ledger.stop()
        }
    }

    @Test func `seals all events of a new subject under one key, whoever posts first`() async throws {
        try await TemporaryDirectory.run { directory in
            let settings = testSettings(directory)
            try Ledger.create(settings)
            do {
                let ledger = try openLedger(settings)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for subject in 0..<150 {
                        for poster in 0..<6 {
                            group.addTask { try await ledger.post([posting("\(subject)-\(poster)", subject: "case/\(subject)")]) }
                        }
                    }
                    try await group.waitForAll()
                }
                try await ledger.stop()
            }
            let ledger = try openLedger(settings)
            for position in 0..<ledger.head.size { #expect(try ledger.event(at: Position(position))?.data != nil) }
            #expect(ledger.head.size == 900)
            try await ledger.stop()
        }
    }

    @Test func `refuses to serve, and to go on, without the keys of its subjects`() async throws {
        try await TemporaryDirectory.run { directory in
            let settings = testSettings(directory)
            try Ledger.create(settings)
            do {
                let ledger = try openLedger(settings)
                try await ledger.post([posting("a")])
                try await ledger.stop()
            }
            try FileManager.default.removeItem(atPath: settings.directory + "/keys/data.mdb")
            let error = #expect(throws: LedgerError.self) { try openLedger(settings) }
            #expect(error?.description.contains("the key of case/1 is missing") == true)
        }
    }

    @Test func `refuses another master key, another signing key, and keys open to others`() async throws {
        try await withLedger { ledger, settings in
            try await ledger.post([posting("a")])
            try await ledger.stop()
        }
        try await TemporaryDirectory.run { directory in
            var settings = testSettings(directory)
            try Ledger.create(settings)
            do {
                let ledger = try openLedger(settings)
                try await ledger.post([posting("a")])
                try await ledger.stop()
            }
            let other = directory.path + "/other.key"
            try Data((String(repeating: "ab", count: 32) + "\n").utf8).write(to: URL(filePath: other))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: other)
            let (master, signing) = (settings.masterKeyFile, settings.signingKeyFile)
            settings.masterKeyFile = other
            #expect(throws: LedgerError.self) { try openLedger(settings) }
            settings.masterKeyFile = master
            settings.signingKeyFile = other
            #expect(throws: LedgerError.self) { try openLedger(settings) }
            settings.signingKeyFile = signing
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: master)
            let error = #expect(throws: LedgerError.self) { try openLedger(settings) }
            #expect(error?.description.contains("chmod 600") == true)
        }
    }

    @Test func `knows what it had at every instant and size`() async throws {
        let clock = HandClock()
        try await withLedger(clock: clock) { ledger, _ in
            var heads: [Head] = []
            for index in 0..<300 {
                clock.advance(10)
                try await ledger.post([posting("e\(index)"), posting("f\(index)", subject: "case/\(index % 7)")])
                heads.append(ledger.head)
            }
            for head in heads {
                let time = try #require(head.recordedTime)
                #expect(try await ledger.size(knownAt: time) == head.size)
                #expect(try await ledger.size(knownAt: time.adding(microseconds: -1)) == head.size - 2)
                #expect(try ledger.root(at: head.size) == head.root)
            }
            #expect(try ledger.root(at: 601) == nil)
        }
    }

    @Test func `what was known at a time that was told stays so, though the clock stands still or steps back`() async throws {
        let clock = HandClock()
        try await withLedger(clock: clock) { ledger, _ in
            try await ledger.post([posting("a")])
            clock.advance(10)
            let time = clock.instant
            #expect(try await ledger.size(knownAt: time) == 1)
            try await ledger.post([posting("b")])
            #expect(try await ledger.size(knownAt: time) == 1)
            // Who asks for what is still to come drives no clock ahead.
            #expect(try await ledger.size(knownAt: time.adding(seconds: 1_000_000)) == 2)
            clock.advance(-5)
            try await ledger.post([posting("c")])
            let recorded = try #require(ledger.head.recordedTime)
            #expect(recorded < time.adding(seconds: 60))
            #expect(try await ledger.size(knownAt: time) == 1)
        }
    }

    @Test func `what was known now stays so while commits are under way`() async throws {
        let clock = HandClock()
        try await withLedger(clock: clock) { ledger, _ in
            let writer = Task { for index in 0..<400 { try await ledger.post([posting("e\(index)")]) } }
            var told: [(time: Instant, size: UInt64)] = []
            while ledger.head.size < 400, told.count < 100_000 {
                clock.advance(1)
                let now = clock.instant
                told.append((now, try await ledger.size(knownAt: now)))
            }
            try await writer.value
            for (time, size) in told { #expect(try await ledger.size(knownAt: time) == size) }
        }
    }
}

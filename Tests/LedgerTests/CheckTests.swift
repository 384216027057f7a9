import Events
import LMDB
import Support
import Synchronization
import Testing
import Transparency

@testable import Ledger

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One at a time: each check maps 16 TiB of addresses, of which a process has 128.
@Suite(.serialized) struct `Checking a whole ledger` {
    /// A ledger of so many events, in commits of `batch`, stopped.
    private func made(_ directory: TemporaryDirectory, events: Int, batch: Int) async throws -> (CheckSettings, Head) {
        let settings = testSettings(directory)
        try Ledger.create(settings)
        let ledger = try openLedger(settings)
        for start in stride(from: 0, to: events, by: batch) {
            try await ledger.post((start..<min(start + batch, events)).map { try posting("e\($0)", subject: "case/\($0 % 7)") })
        }
        let head = ledger.head
        try await ledger.stop()
        var check = CheckSettings(directory: settings.directory)
        check.masterKeyFile = settings.masterKeyFile
        check.signingKeyFile = settings.signingKeyFile
        check.workers = 2
        return (check, head)
    }

    private func change(_ check: CheckSettings, _ table: String, _ body: (inout WriteTransaction, Table) throws -> Void) throws {
        let log = try Environment(path: check.directory + "/log", mapSize: 1 << 30, tables: 6, readers: 8)
        try log.write { transaction in
            let table = try transaction.openTable(table)
            try body(&transaction, table)
        }
    }

    private func fault(_ check: CheckSettings) async throws -> LedgerFault? {
        do {
            _ = try await LedgerCheck(check).run()
            return nil
        } catch let fault as LedgerFault { return fault }
    }

    @Test(arguments: [(0, 1), (1, 1), (255, 50), (256, 64), (257, 1), (4096, 1000), (8200, 2000)])
    func `finds nothing wrong with what was written`(_ events: Int, _ batch: Int) async throws {
        try await TemporaryDirectory.run { directory in
            let (check, head) = try await made(directory, events: events, batch: batch)
            let report = try await LedgerCheck(check).run()
            #expect(report.size == UInt64(events))
            #expect(report.root == head.root)
            #expect(report.opened == UInt64(events))
            #expect(report.checkpoints == UInt64((events + batch - 1) / batch + 1))
            #expect(report.unchecked.isEmpty)
        }
    }

    @Test func `says what it did not check`() async throws {
        try await TemporaryDirectory.run { directory in
            var (check, _) = try await made(directory, events: 3, batch: 3)
            check.masterKeyFile = nil
            check.signingKeyFile = nil
            let report = try await LedgerCheck(check).run()
            #expect(report.opened == 0)
            #expect(report.unchecked.count == 2)
        }
    }

    @Test func `names the first of several faults, whoever comes to it first`() async throws {
        try await TemporaryDirectory.run { directory in
            let (check, _) = try await made(directory, events: 9000, batch: 3000)
            try change(check, "events") { transaction, table in
                for position: UInt64 in [8999, 4097, 4500, 5] {
                    var record = try #require(try transaction.reading.bytes(for: [UInt8](bigEndian: position), in: table))
                    record[record.count - 1] ^= 1
                    try transaction.put(record, for: [UInt8](bigEndian: position), in: table)
                }
            }
            #expect(try await fault(check)?.position == 5)
            var withoutKeys = check
            withoutKeys.masterKeyFile = nil
            #expect(try await fault(withoutKeys) == nil)
        }
    }

    @Test func `checks the hashes of every level, and that there are no rows too many`() async throws {
        try await TemporaryDirectory.run { directory in
            let (check, _) = try await made(directory, events: 300, batch: 100)
            try change(check, "tree") { transaction, table in
                var chunk = try #require(try transaction.reading.bytes(for: TreeTable.key(level: 8, chunk: 0), in: table))
                chunk[3] ^= 1
                try transaction.put(chunk, for: TreeTable.key(level: 8, chunk: 0), in: table)
            }
            #expect(try await fault(check)?.reason == "the tree's hash at level 8, index 0 is wrong")
        }
        for (table, key) in [
            ("ids", [UInt8](repeating: 7, count: 16)), ("subjects", Array("case/x\0".utf8) + [1]), ("tree", [9]),
        ] {
            try await TemporaryDirectory.run { directory in
                let (check, _) = try await made(directory, events: 20, batch: 7)
                try change(check, table) { transaction, table in try transaction.put([1, 2, 3], for: key, in: table) }
                #expect(try await fault(check)?.reason.contains("rows") == true)
            }
        }
    }

    /// What may be wrong with a row of an index, and the position that must be named.
    enum Damage: CaseIterable {
        case idMissing, idElsewhere, idOfOtherVersion, idsSwapped, idTooMany
        case subjectMissing, subjectElsewhere, versionsSwapped, versionTooMany, subjectTooMany

        var position: UInt64? {
            switch self {
            case .idTooMany, .versionTooMany, .subjectTooMany: nil
            case .versionsSwapped: 2
            default: 9
            }
        }
    }

    @Test(arguments: Damage.allCases)
    func `finds each thing that may be wrong with an index`(_ damage: Damage) async throws {
        func id(_ number: Int) -> [UInt8] { IDKey(EventReference(source: "/ics/test", id: "e\(number)")).bytes }
        func place(_ position: UInt64, _ version: UInt64) -> [UInt8] {
            Place(position: Position(position), version: version).bytes
        }
        func key(_ subject: String, _ version: UInt64) throws -> [UInt8] {
            SubjectKey.bytes(try #require(Subject(subject)), version: version)
        }
        func position(_ position: UInt64) -> [UInt8] { [UInt8](bigEndian: position) }
        try await TemporaryDirectory.run { directory in
            // Event 9 is the second of case/2; the first is 2, the third 16.
            let (check, _) = try await made(directory, events: 20, batch: 7)
            let isOfIDs = [.idMissing, .idElsewhere, .idOfOtherVersion, .idsSwapped, .idTooMany].contains(damage)
            try change(check, isOfIDs ? "ids" : "subjects") { transaction, table in
                switch damage {
                case .idMissing: #expect(try transaction.remove(id(9), from: table))
                case .idElsewhere: try transaction.put(place(10, 2), for: id(9), in: table)
                case .idOfOtherVersion: try transaction.put(place(9, 3), for: id(9), in: table)
                case .idsSwapped:
                    try transaction.put(place(12, 2), for: id(9), in: table)
                    try transaction.put(place(9, 2), for: id(12), in: table)
                case .idTooMany: try transaction.put(place(9, 2), for: id(99), in: table)
                case .subjectMissing: #expect(try transaction.remove(key("case/2", 2), from: table))
                case .subjectElsewhere: try transaction.put(position(16), for: key("case/2", 2), in: table)
                case .versionsSwapped:
                    try transaction.put(position(9), for: key("case/2", 1), in: table)
                    try transaction.put(position(2), for: key("case/2", 2), in: table)
                case .versionTooMany: try transaction.put(position(9), for: key("case/2", 4), in: table)
                case .subjectTooMany: try transaction.put(position(9), for: key("case/9", 1), in: table)
                }
            }
            let found = try #require(try await fault(check))
            #expect(found.position == damage.position, "\(found)")
            #expect(found.reason.contains("index of"), "\(found)")
        }
    }

    @Test func `an earlier checkpoint must be what the ledger begins with`() async throws {
        try await TemporaryDirectory.run { directory in
            var (check, head) = try await made(directory, events: 20, batch: 7)
            check.since = [.init(name: "own", note: head.checkpoint)]
            #expect(try await LedgerCheck(check).run().since.map(\.size) == [20])
            try await TemporaryDirectory.run { other in
                var (second, _) = try await made(other, events: 20, batch: 5)
                second.since = check.since
                // Another ledger of the same name and another key.
                #expect(try await fault(second)?.reason.hasPrefix("the checkpoint in own is not signed by the key") == true)
                second.since = [.init(name: CheckSettings.KeptCheckpoint.given, note: head.checkpoint)]
                #expect(try await fault(second)?.reason.hasPrefix("the checkpoint given is not signed by the key") == true)
                // Without keys at hand its history is still another one.
                second.signingKeyFile = nil
                #expect(try await fault(second)?.reason.contains("the history was written anew") == true)
                let (longer, end) = try await made(try TemporaryDirectory(at: other.path + "/longer"), events: 30, batch: 5)
                second = check
                second.signingKeyFile = nil
                second.since = [.init(name: "longer", note: end.checkpoint)]
                #expect(try await fault(second)?.position == 20)
                #expect(longer.directory != second.directory)
            }
        }
    }

    @Test(arguments: ["about", "checkpoints", "events", "ids", "subjects", "tree"])
    func `finds that what is said of a table has another length`(_ table: String) async throws {
        try await TemporaryDirectory.run { directory in
            let (check, _) = try await made(directory, events: 3, batch: 3)
            let file = check.directory + "/log/data.mdb"
            var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
            // A node of LMDB: its value's length in two halves, flags, its key's length, its key.
            let node: [UInt8] = [48, 0, 0, 0, 2, 0, UInt8(table.utf8.count), 0] + table.utf8
            let places = bytes.indices.filter { bytes[$0...].starts(with: node) }
            #expect(!places.isEmpty)
            for place in places { bytes[place + 2] ^= 4 }
            try Data(bytes).write(to: URL(fileURLWithPath: file))
            #expect(try await fault(check)?.reason.contains("the log cannot be opened") == true)
        }
    }

    @Test func `finds the event at which reading would end the process`() async throws {
        try await TemporaryDirectory.run { directory in
            let (check, _) = try await made(directory, events: 50, batch: 50)
            let seen = Seen()
            try LedgerCheck(check) { seen.add($0.done) }.locate(from: 17)
            #expect(seen.all == Array(17..<50))
        }
    }
}

/// What was told, in order.
private final class Seen: Sendable {
    private let told = Mutex<[UInt64]>([])
    func add(_ position: UInt64) { told.withLock { $0.append(position) } }
    var all: [UInt64] { told.withLock { $0 } }
}

import Events
import JSON
import LMDB
import Support
import Testing
import Transparency

@testable import Ledger

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct `The published vectors of the ledger's tables` {
    @Test func `keys and values of the indexes`() throws {
        for vector in try LedgerVectors.read().vector("events").elements {
            let header = try Header(bytes: Array(try vector.text("header").utf8))
            let (position, version) = (header.position, try vector.number("version"))
            #expect(IDKey(header.attributes.reference).bytes == (try vector.bytes("ids_key")))
            #expect(Place(position: position, version: version).bytes == (try vector.bytes("ids_value")))
            #expect(SubjectKey.bytes(header.attributes.subject, version: version) == (try vector.bytes("subjects_key")))
            let record = EventRecord.bytes(header: Array(try vector.text("header").utf8), sealed: try vector.bytes("sealed"))
            #expect(record == (try vector.bytes("record")))
        }
    }

    @Test func `a directory made of the vectors is a ledger`() async throws {
        try await TemporaryDirectory.run { directory in
            let vectors = try LedgerVectors.read()
            let settings = try write(vectors, to: directory)
            let ledger = try openLedger(settings)
            #expect(ledger.verifierKey == (try vectors.text("verifier_key")))
            for (index, vector) in try vectors.vector("events").elements.enumerated() {
                let event = try #require(try ledger.event(at: Position(UInt64(index))))
                #expect(event.data.map { String(decoding: $0.text, as: UTF8.self) } == (try vector.text("data")))
                #expect(event.sealedAttributes.bytes == Array(try vector.text("sealed_attributes").utf8))
                #expect(try ledger.leaf(at: event.position).map(TreeHash.leaf) == TreeHash(try vector.bytes("leaf_hash")))
            }
            for vector in try vectors.vector("checkpoints").elements {
                #expect(try ledger.root(at: try vector.number("size")) == TreeHash(try vector.bytes("root")))
            }
            let answer = try await ledger.post([posting("next")])
            #expect(answer.map(\.position.rawValue) == [3] && answer.map(\.subjectVersion) == [3])
            try await ledger.stop()
        }
    }

    @Test func `a chunk of the tree is filled hash by hash`() throws {
        let tree = try LedgerVectors.read().vector("tree")
        try withTable { environment, table in
            var frontier = Frontier()
            let size = try tree.number("leaves")
            // In commits of uneven lengths, so that chunks are begun, continued and ended by different ones.
            for start in stride(from: 0, to: size, by: 7) {
                try environment.write { transaction in
                    var additions = TreeTable.Additions()
                    for number in start..<min(start + 7, size) {
                        var kept: [(Int, UInt64, TreeHash)] = []
                        frontier.append(.leaf(Array("leaf \(number)".utf8))) { level, index, hash in
                            if level % TreeReader.levelStep == 0 { kept.append((level, index, hash)) }
                        }
                        for (level, index, hash) in kept {
                            try additions.append(hash, level: level, index: index, in: table, transaction.reading)
                        }
                    }
                    try additions.write(to: table, &transaction)
                }
            }
            let chunks = try tree.vector("chunks")
            try environment.read { reading in
                #expect(try reading.count(of: table) == chunks.count)
                for (name, chunk) in chunks.members {
                    let key = try #require(name.string.flatMap(bytesFromHexadecimal))
                    let value = try #require(try reading.bytes(for: key, in: table))
                    #expect(UInt64(value.count) == (try chunk.number("hashes")) * 32)
                    #expect(Self.digest(value) == (try chunk.text("sha256")))
                }
            }
        }
    }

    /// What one hand could change in a ledger: a table, and what of it.
    @Test(arguments: ["events", "ids", "subjects", "tree", "checkpoints", "keys", "about"])
    func `a directory in which one value was changed is refused`(_ table: String) async throws {
        try await TemporaryDirectory.run { directory in
            let settings = try write(try LedgerVectors.read(), to: directory)
            try Self.changeLastValue(of: table, in: settings.directory + (table == "keys" ? "/keys" : "/log"))
            #expect(throws: LedgerError.self) { try openLedger(settings) }
        }
    }

    private static func changeLastValue(of name: String, in directory: String) throws {
        let environment = try Environment(path: directory, mapSize: 1 << 28, tables: 6, readers: 8)
        try environment.write { transaction in
            let table = try transaction.openTable(name)
            let (key, value) = try #require(try lastEntry(transaction.reading, table))
            let last = try #require(value.last)
            try transaction.put(Array(value.dropLast()) + [last ^ 1], for: key, in: table)
        }
    }

    private static func lastEntry(_ reading: borrowing ReadTransaction, _ table: Table) throws -> ([UInt8], [UInt8])? {
        var cursor = try reading.cursor(over: table)
        guard let entry = try cursor.previous() else { return nil }
        return (Array(copying: entry.key), Array(copying: entry.value))
    }

    private static func digest(_ bytes: [UInt8]) -> String {
        // SHA-256 of salt and data where the salt is the first 32 bytes: the one digest that Events offers.
        Sealed(salt: Array(bytes.prefix(32)), data: Array(bytes.dropFirst(32)), attributes: .init()).dataDigest
    }

    private func withTable(_ body: (Environment, Table) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "daybook-\(UUID().uuidString)").path(
            percentEncoded: false)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let environment = try Environment(path: path, mapSize: 1 << 28, tables: 1, readers: 8)
        try body(environment, try environment.write { try $0.openTable("tree") })
    }

    /// Writes a ledger's directory straight from the vectors, by no code that writes ledgers.
    private func write(_ vectors: JSONValue, to directory: TemporaryDirectory) throws -> LedgerSettings {
        var settings = testSettings(directory)
        settings.makesKeys = false
        settings.origin = try vectors.text("origin")
        for name in ["/log", "/keys"] {
            try FileManager.default.createDirectory(atPath: settings.directory + name, withIntermediateDirectories: true)
        }
        for (path, name) in [(settings.masterKeyFile, "master_key"), (settings.signingKeyFile, "signing_key")] {
            let text = Data(try vectors.text(name).utf8)
            #expect(FileManager.default.createFile(atPath: path, contents: text, attributes: [.posixPermissions: 0o600]))
        }
        let keys = try Environment(path: settings.directory + "/keys", mapSize: 1 << 28, tables: 1, readers: 8)
        try keys.write { transaction in
            let table = try transaction.openTable("keys")
            for key in try vectors.vector("keys").elements {
                try transaction.put(try key.bytes("wrapped"), for: Array(try key.text("subject").utf8), in: table)
            }
        }
        let log = try Environment(path: settings.directory + "/log", mapSize: 1 << 28, tables: 6, readers: 8)
        try log.write { transaction in
            let tables = try LogTables(&transaction)
            for event in try vectors.vector("events").elements {
                try transaction.put(try event.bytes("record"), for: try event.bytes("events_key"), in: tables.events)
                try transaction.put(try event.bytes("ids_value"), for: try event.bytes("ids_key"), in: tables.ids)
                try transaction.put(try event.bytes("subjects_value"), for: try event.bytes("subjects_key"), in: tables.subjects)
            }
            for (name, _) in try vectors.vector("log_tree").members {
                let key = try #require(name.string)
                let hashes = try vectors.vector("log_tree").bytes(key)
                try transaction.put(hashes, for: try #require(bytesFromHexadecimal(key)), in: tables.tree)
            }
            for checkpoint in try vectors.vector("checkpoints").elements {
                let key = [UInt8](bigEndian: try checkpoint.number("size"))
                try transaction.put(Array(try checkpoint.text("note").utf8), for: key, in: tables.checkpoints)
            }
            for (name, value) in try vectors.vector("about").members {
                try transaction.put(value.stringBytes, for: name.stringBytes, in: tables.about)
            }
        }
        return settings
    }
}

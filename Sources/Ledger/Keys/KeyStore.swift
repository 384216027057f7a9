import Events
import Glibc
import LMDB
import Synchronization
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The environment `keys/`: wrapped keys, and what became of those that were destroyed.
final class KeyStore: Sendable {
    let environment: Environment
    private let keys: Table
    /// Subject → position of the event that says that its key was destroyed.
    private let tombstones: Table
    /// Subject → hash of the name of the event that will say so: an erasure under way.
    private let announcements: Table
    private let directory: String
    private let mapSize: Int
    /// The file as it was opened, to be overwritten once another has taken its place.
    private let file: FileDescriptor

    static let tables = [KeyRing.tableName, "erased", "erasing"]

    init(directory: String, mapSize: Int) throws {
        self.directory = directory
        self.mapSize = mapSize
        environment = try Environment(
            path: directory, mapSize: mapSize, tables: Self.tables.count, readers: LedgerSettings.readers)
        (keys, tombstones, announcements) = try environment.write {
            (try $0.openTable(KeyRing.tableName), try $0.openTable("erased"), try $0.openTable("erasing"))
        }
        file = try FileDescriptor.open(FilePath(directory).appending("data.mdb"), .readWrite, options: .closeOnExec)
    }

    deinit { try? file.close() }

    private static func name(_ subject: Subject) -> [UInt8] { Array(subject.description.utf8) }

    /// The wrapped key under a subject's name.
    func key(_ name: [UInt8]) throws -> [UInt8]? { try environment.read { try $0.bytes(for: name, in: keys) } }

    func insert(_ wrapped: [(subject: Subject, key: [UInt8])]) throws {
        try environment.write { transaction in
            for (subject, key) in wrapped {
                guard try transaction.insert(key, for: Self.name(subject), in: keys) else {
                    throw LedgerError.damaged(position: nil, reason: "\(subject) has a key already, and got a second one")
                }
            }
        }
    }

    /// Replaces every wrapped key, all or none.
    ///
    /// - Returns: how many.
    func rewrap(_ wrap: (Subject, [UInt8]) throws -> [UInt8]) throws -> Int {
        let rows = try environment.subjects(in: keys).map { ($0.subject, try wrap($0.subject, $0.value)) }
        try environment.write { transaction in
            for (subject, wrapped) in rows { try transaction.put(wrapped, for: Self.name(subject), in: keys) }
        }
        return rows.count
    }

    // MARK: Destroying

    func erased() throws -> [Subject: Position] {
        Dictionary(try environment.tombstones(in: tombstones)) { first, _ in first }
    }

    func announce(_ subject: Subject, by id: IDKey) throws {
        try environment.write { try $0.put(id.bytes, for: Self.name(subject), in: announcements) }
    }

    func announced() throws -> [(subject: Subject, id: IDKey)] {
        try environment.subjects(in: announcements).compactMap { row in IDKey(bytes: row.value).map { (row.subject, $0) } }
    }

    func withdraw(_ subject: Subject) throws {
        try environment.write { _ = try $0.remove(Self.name(subject), from: announcements) }
    }

    /// Removes the key and puts up its tombstone, in one transaction.
    func destroy(_ subject: Subject, at position: Position) throws {
        try environment.write { transaction in
            _ = try transaction.remove(Self.name(subject), from: keys)
            try transaction.put([UInt8](bigEndian: position.rawValue), for: Self.name(subject), in: tombstones)
        }
    }

    // MARK: Free pages

    /// Puts a copy without free pages in this one's place and opens it. LMDB keeps what was removed in free pages until it
    /// needs them, so a destroyed key is gone from the file only then.
    func rewritten() throws -> KeyStore {
        let making = directory + "/rewriting"
        try? FileManager.default.removeItem(atPath: making)
        try FileManager.default.createDirectory(
            atPath: making, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        try environment.copy(to: making)
        try DurableFile.sync(making + "/data.mdb")
        try Environment.replace(directory, by: making)
        try DurableFile.sync(directory)
        try FileManager.default.removeItem(atPath: making)
        return try KeyStore(directory: directory, mapSize: mapSize)
    }

    /// Overwrites the file that this store was opened from, which has no name any more.
    func shred() throws {
        let size = try file.seek(offset: 0, from: .end)
        let zeros = [UInt8](repeating: 0, count: Self.stretch)
        var at: Int64 = 0
        while at < size {
            let count = Int(min(Int64(Self.stretch), size - at))
            try file.writeAll(toAbsoluteOffset: at, zeros[..<count])
            at += Int64(count)
        }
        try DurableFile.flush(file)
    }

    private static let stretch = 1 << 20
}

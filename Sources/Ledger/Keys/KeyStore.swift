import Events
import LMDB
import Posix
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
        // A killed process may have left a key in the system's memory alone, and events that need it will be acknowledged.
        try environment.sync()
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

    /// Where the copy is made, and then the file stands whose place it took: it keeps a name until it is overwritten, so that a start
    /// finds it where a process did not live to do that.
    private var aside: String { directory + "/rewriting" }

    /// Puts a copy without free pages in this one's place and opens it. LMDB keeps what was removed in free pages until it
    /// needs them, so a destroyed key is gone from the file only then.
    func rewritten() throws -> KeyStore {
        try shredLeftover()
        try FileManager.default.createDirectory(
            atPath: aside, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        try environment.copy(to: aside)
        let (copy, place) = (aside + "/data.mdb", directory + "/data.mdb")
        try DurableFile.sync(copy)
        try Environment.removeLock(of: directory)
        if try !exchange(copy, with: place) { try rename(copy, to: place) }
        try DurableFile.sync(directory)
        return try KeyStore(directory: directory, mapSize: mapSize)
    }

    /// Overwrites the file that this store was opened from, once another has its place.
    func shred() throws {
        try Shredding.overwrite(file)
        try FileManager.default.removeItem(atPath: aside)
    }

    /// Overwrites what stands aside, be it a copy that never took its place or the file whose place one took.
    func shredLeftover() throws {
        guard FileManager.default.fileExists(atPath: aside) else { return }
        try Shredding.overwrite(aside + "/data.mdb")
        try FileManager.default.removeItem(atPath: aside)
    }
}

import Crypto
import Events
import LMDB
import Synchronization

/// A ledger's log opened to be looked at: nothing in it is changed, and a daemon may be serving it meanwhile.
struct ReadOnlyLog: Sendable {
    let environment: Environment
    let tables: LogTables

    /// Address space for looking; the file may be mapped larger than this ledger's own setting says.
    static let mapSize = 1 << 44

    init(directory: String) throws {
        environment = try Environment(
            path: directory + "/log", mapSize: Self.mapSize, tables: LogTables.count, readers: LedgerSettings.readers,
            options: .readOnly)
        tables = try LogTables(reading: environment)
    }
}

/// The subjects' keys, to be looked at only, each unwrapped once for all who check.
final class KeyReader: Sendable {
    private let environment: Environment
    private let table: Table
    /// Nil in a ledger in which nothing was ever erased by a daemon that knows tombstones.
    private let tombstones: Table?
    /// The subjects whose erasure is under way; nil likewise.
    private let announcements: Table?
    private let master: SymmetricKey
    private let masterFile: String
    /// Keys unwrapped so far; nil for a subject without one.
    private let known = Mutex<[Subject: SymmetricKey?]>([:])
    /// Subjects whose keys are remembered at once: some 20 MB.
    private static let knownLimit = 100_000

    static let mapSize = 1 << 40

    init(directory: String, masterFile: String) throws {
        environment = try Environment(
            path: directory, mapSize: Self.mapSize, tables: KeyStore.tables.count, readers: LedgerSettings.readers,
            options: .readOnly)
        table = try environment.openTable(KeyRing.tableName)
        tombstones = try? environment.openTable("erased")
        announcements = try? environment.openTable("erasing")
        master = SymmetricKey(data: try KeyFile.read(masterFile, makes: false))
        self.masterFile = masterFile
    }

    /// The event that says that the subject's key was destroyed; nil where none does.
    func erasure(of subject: Subject) throws -> Position? {
        guard let tombstones else { return nil }
        let name = Array(subject.description.utf8)
        return try environment.read { try $0.value(for: name, in: tombstones)?.bigEndian(at: 0).map { Position($0) } }
    }

    /// Every subject whose key was destroyed and the event that says so, but for those whose erasure is under way: the next
    /// start ends it.
    func settledErasures() throws -> [(subject: Subject, position: Position)] {
        guard let tombstones else { return [] }
        let pending = Set(try announcements.map { try environment.subjects(in: $0).map(\.subject) } ?? [])
        return try environment.tombstones(in: tombstones).filter { !pending.contains($0.subject) }
    }

    /// Every subject whose key was destroyed, or is about to be.
    func erasures() throws -> Set<Subject> {
        // In this order: an erasure that is not announced any more has its tombstone.
        let announced = try announcements.map { try environment.subjects(in: $0).map(\.subject) } ?? []
        let erased = try tombstones.map { try environment.tombstones(in: $0).map(\.subject) } ?? []
        return Set(announced + erased)
    }

    /// The subject's key; nil if it has none, or no more.
    func key(of subject: Subject) throws -> SymmetricKey? {
        if let key = known.withLock({ $0[subject] }) { return key }
        let key = try unwrapped(subject)
        known.withLock { known in
            if known.count >= Self.knownLimit { known.removeAll(keepingCapacity: true) }
            known[subject] = .some(key)
        }
        return key
    }

    private func unwrapped(_ subject: Subject) throws -> SymmetricKey? {
        let name = Array(subject.description.utf8)
        guard let wrapped = try environment.read({ try $0.bytes(for: name, in: table) }) else { return nil }
        return try KeyRing.unwrap(wrapped, of: subject, master: master, file: masterFile)
    }
}

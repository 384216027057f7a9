import Crypto
public import Events
import LMDB
import Transparency

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Ledger {
    /// Makes a ledger without events.
    ///
    /// - Throws: `LedgerError.exists` where there is one already, `.key`, `.storage`.
    public static func create(_ settings: LedgerSettings) throws {
        let log = settings.directory + "/log"
        guard !FileManager.default.fileExists(atPath: log + "/data.mdb") else {
            throw LedgerError.exists(directory: settings.directory)
        }
        try translating {
            // The log is made under another name, so that one half made is never taken for a ledger.
            let making = log + ".making"
            for directory in [settings.directory, settings.directory + "/keys"] { try makeDirectory(directory) }
            let lock = try DirectoryLock(directory: settings.directory)
            let signer = try readSigner(settings, isNew: true)
            _ = try readMaster(settings, isNew: true)
            if FileManager.default.fileExists(atPath: making) { try FileManager.default.removeItem(atPath: making) }
            try removeIfEmpty(log)
            try makeDirectory(making)
            try fillLog(making, settings, signer)
            try DurableFile.sync(making)
            try makeKeys(settings)
            try DurableFile.sync(settings.directory + "/keys")
            try FileManager.default.moveItem(atPath: making, toPath: log)
            try DurableFile.sync(settings.directory)
            withExtendedLifetime(lock) {}
        }
    }

    private static func fillLog(_ directory: String, _ settings: LedgerSettings, _ signer: NoteSigner) throws {
        let environment = try Environment(
            path: directory, mapSize: settings.logMapSize, tables: LogTables.count, readers: LedgerSettings.readers)
        try environment.write { transaction in
            let tables = try LogTables(&transaction)
            try transaction.put(About.currentFormat, for: About.format, in: tables.about)
            try transaction.put(Array(settings.origin.utf8), for: About.origin, in: tables.about)
            try transaction.put([UInt8](bigEndian: 0), for: About.indexed, in: tables.about)
            let empty = signer.sign(Checkpoint(origin: signer.name, size: 0, root: .empty).text)
            try transaction.put(Array(empty.utf8), for: [UInt8](bigEndian: 0), in: tables.checkpoints)
        }
    }

    /// The keys' file too is made under another name: power lost half way would leave one that no start accepts.
    private static func makeKeys(_ settings: LedgerSettings) throws {
        let place = settings.directory + "/keys"
        let making = place + ".making"
        if FileManager.default.fileExists(atPath: making) { try FileManager.default.removeItem(atPath: making) }
        guard !FileManager.default.fileExists(atPath: place + "/data.mdb") else { return }
        try makeDirectory(making)
        let environment = try Environment(
            path: making, mapSize: settings.keysMapSize, tables: 1, readers: LedgerSettings.readers)
        _ = try environment.write { try $0.openTable(KeyRing.tableName) }
        try FileManager.default.moveItem(atPath: making + "/data.mdb", toPath: place + "/data.mdb")
        try FileManager.default.removeItem(atPath: making)
    }

    private static func removeIfEmpty(_ path: String) throws {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { return }
        guard names.isEmpty else { throw LedgerError.occupied(directory: path) }
        try FileManager.default.removeItem(atPath: path)
    }

    /// Opens a ledger and checks its end before anything is served from it.
    ///
    /// - Parameters:
    ///   - settings: where it is and how it is kept.
    ///   - clock: what time it is.
    ///   - mark: for a visitors' book, the checkpoint of it that the ledger of practice keeps.
    ///   - acceptsRollback: whether a ledger is opened that does not extend the checkpoint kept in the second place, or the mark;
    ///     `rollback` says what it was, nil where it does.
    ///   - failed: told once, when a commit failed and nobody can know what is on the disk: stop, and open anew.
    /// - Throws: `LedgerError`.
    public static func open(
        _ settings: LedgerSettings, clock: @escaping @Sendable () -> Instant, mark: CheckSettings.KeptCheckpoint? = nil,
        acceptsRollback: Bool = false,
        failed: @escaping @Sendable (any Error) -> Void
    ) throws -> Ledger {
        guard FileManager.default.fileExists(atPath: settings.directory + "/log/data.mdb") else {
            throw LedgerError.absent(directory: settings.directory)
        }
        // LMDB would make an empty file a new store.
        guard !LogFile.isEmpty(in: settings.directory) else { throw LedgerError.damaged(position: 0, reason: LogFile.emptiness) }
        return try translating {
            let lock = try DirectoryLock(directory: settings.directory)
            let signer = try readSigner(settings, isNew: false)
            let keys = try KeyRing(
                directory: settings.directory + "/keys", mapSize: settings.keysMapSize,
                master: try readMaster(settings, isNew: false),
                masterFile: settings.masterKeyFile)
            // LMDB flushes the keys' file, not its name; no event may be acknowledged before both are on the disk.
            try DurableFile.sync(settings.directory + "/keys")
            let environment = try Environment(
                path: settings.directory + "/log", mapSize: settings.logMapSize, tables: LogTables.count,
                readers: LedgerSettings.readers)
            try environment.clearStaleReaders()
            // What a killed process wrote last may only be in the system's memory. Nothing may be told of it, nor a key destroyed
            // because of it, before it is on the disk.
            try environment.sync()
            let tables = try environment.write { try LogTables(&$0) }
            let (head, frontier) = try environment.read {
                try TailCheck(tables: tables, keys: keys, signer: signer, settings: settings).run($0)
            }
            let second = SecondPlace(path: settings.checkpointFile)
            let isBare = head.size > 0 && !second.isThere
            let signers = SignerHistory(
                current: signer.verifier, retired: try environment.read { try SignerHistory.retired(in: tables, $0) })
            let root = { (size: UInt64) in
                try environment.read { try TreeTable.frontier(at: size, in: tables.tree, $0).root }
            }
            let (kept, beside) = try second.compare(head, signers, root: root)
            let behind = try beside ?? mark.flatMap { try SecondPlace.compare($0, head, signers, root: root).rollback }
            if let behind, !acceptsRollback { throw LedgerError.rollback(behind) }
            let recent = try IndexCatchUp(environment: environment, tables: tables).recent(
                size: head.size, limit: settings.indexGathers)
            try ErasureRecovery(environment: environment, tables: tables, recent: recent, keys: keys).run()
            let later = try environment.read {
                try TombstoneCheck(tables: tables).run(keys.erased.map { ($0.key, $0.value) }, size: head.size, $0)
            }
            let known = keys.erased
            let unknown = try environment.read {
                try TombstoneCheck(tables: tables).firstErasure(recent, $0) { known[$0] == nil }
            }
            if let unknown { throw LedgerError.olderKeys(unknown) }
            let rollback = Rollback.found(behind, erasedLater: later, in: settings.directory + "/keys", head)
            if let rollback, !acceptsRollback { throw LedgerError.rollback(rollback) }
            let log = Log(
                environment: environment, tables: tables, recent: recent, keys: keys, signer: signer, head: head,
                frontier: frontier, clock: clock)
            let witnessed = try environment.read { reading in
                try Cosigned(path: settings.directory + "/cosigned") { size in
                    try reading.bytes(for: [UInt8](bigEndian: size), in: tables.checkpoints).map {
                        String(decoding: $0, as: UTF8.self)
                    }
                }
            }
            let keeper = CheckpointKeeper(path: second.target, kept: rollback == nil ? kept : nil)
            // A rollback is accepted with an event, and the checkpoint of its commit takes the place of the one kept.
            if rollback == nil { keeper.keep(head.checkpoint, size: head.size) }
            let journal = settings.journals ? try Journal(path: Journal.path(in: settings.directory), key: keys.journalKey) : nil
            return try Ledger(
                log: log, keeper: keeper, witnessed: witnessed, settings: settings, rollback: rollback,
                lacksSecondPlace: isBare, lock: lock, journal: journal, failed: failed)
        }
    }

    private static func readSigner(_ settings: LedgerSettings, isNew: Bool) throws -> NoteSigner {
        let seed = try KeyFile.read(settings.signingKeyFile, makes: settings.makesKeys, isNew: isNew)
        guard let signer = NoteSigner(name: settings.origin, key: try .init(rawRepresentation: seed)) else {
            throw LedgerError.settings("the origin \"\(settings.origin)\" is empty or has spaces or plus signs")
        }
        return signer
    }

    private static func readMaster(_ settings: LedgerSettings, isNew: Bool) throws -> SymmetricKey {
        SymmetricKey(data: try KeyFile.read(settings.masterKeyFile, makes: settings.makesKeys, isNew: isNew))
    }

    private static func makeDirectory(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw LedgerError.settings("the directory \(path) cannot be made; check that this user may write where it stands")
        }
    }

    /// One error type leaves this layer, with the cause in words.
    private static func translating<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as LedgerError { throw error } catch let error as CommitFailure {
            throw LedgerError.storage("\(error.cause)")
        } catch let error as LMDBError where error == .invalid || error == .corrupted {
            throw LedgerError.damaged(position: nil, reason: "\(error)")
        } catch { throw LedgerError.storage("\(error)") }
    }
}

import Events
import LMDB
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Copies a ledger, be it served meanwhile, and checks the copy before anybody relies on it.
public struct LedgerCopy: Sendable {
    /// The ledger's directory, and what it is checked with.
    private let source: CheckSettings
    private let progress: @Sendable (CheckProgress) -> Void

    /// Whether the ledger's own keys, which it would not open without, are copied too.
    private let copiesOwnKeys: Bool

    public init(_ source: CheckSettings, progress: @escaping @Sendable (CheckProgress) -> Void = { _ in }) {
        self.init(source, copiesOwnKeys: source.keepsOwnKeys, progress: progress)
    }

    init(_ source: CheckSettings, copiesOwnKeys: Bool, progress: @escaping @Sendable (CheckProgress) -> Void) {
        self.source = source
        self.copiesOwnKeys = copiesOwnKeys
        self.progress = progress
    }

    /// The file that says which state a copy holds. It is written last, so a copy without it is not finished.
    static let checkpointName = "checkpoint"

    /// Backs the ledger up.
    ///
    /// - Parameters:
    ///   - directory: where to; absent or empty.
    ///   - keysDirectory: where the subjects' keys go, which are to be kept apart from the log; nil for `directory/keys`.
    ///   - beside: copies what belongs to the backup besides; where it throws, there is no backup.
    /// - Throws: `LedgerFault` where the copy is not a whole ledger, `LedgerError` where it cannot be made.
    public func backUp(
        to directory: String, keysDirectory: String?, beside: () async throws -> Void = {}
    ) async throws -> CheckReport {
        let made = try NewDirectory(directory)
        let keys = keysDirectory ?? directory + "/keys"
        let madeKeys = try NewDirectory(keys)
        do {
            try copy(log: directory + "/log", keys: keys)
            let report = try await check(directory, keys: keys, since: [])
            try await beside()
            try DurableFile.write(Array(report.checkpoint.utf8), to: directory + "/" + Self.checkpointName)
            return report
        } catch {
            madeKeys.remove()
            made.remove()
            throw Self.inWords(error, directory)
        }
    }

    /// Puts a ledger in place from a backup, which is `source`.
    ///
    /// - Parameters:
    ///   - directory: where the ledger is to be; absent or empty.
    ///   - extending: checkpoints kept elsewhere that it must extend.
    ///   - beside: told the directory in which the ledger is made before it gets its name; where it throws, nothing is put in
    ///     place.
    /// - Throws: `LedgerFault` where the backup is not a whole ledger, or not that of its checkpoint; `LedgerError`.
    public func restore(
        to directory: String, extending: [CheckSettings.KeptCheckpoint] = [],
        beside: (_ making: String) async throws -> Void = { _ in }
    ) async throws -> CheckReport {
        let told = source.directory + "/" + Self.checkpointName
        guard let bytes = FileManager.default.contents(atPath: told) else {
            throw LedgerError.storage("\(told) cannot be read: this is no finished backup; choose another one")
        }
        let note = String(decoding: bytes, as: UTF8.self)
        return try await Placement(directory).make { making in
            try copy(log: making + "/log", keys: making + "/keys")
            let report = try await check(
                making, keys: making + "/keys", since: [.ofCopy(source.log, name: told, note: note)] + extending)
            guard report.checkpoint == note else {
                throw LedgerFault(
                    position: report.size,
                    reason: "the backup does not end at the checkpoint it was taken at: it was changed since", log: source.log)
            }
            try DurableFile.write(Array(note.utf8), to: making + "/" + Self.checkpointName)
            try await beside(making)
            return report
        }
    }

    /// Removes what a restore or an import to `directory` left half made, its process having crashed.
    public static func clearAfterCrash(_ directory: String) { Placement.clear(directory) }

    /// The log first: a subject's key is on disk before any event sealed under it, so no event is copied without its key.
    private func copy(log: String, keys: String) throws {
        progress(CheckProgress(part: .copying, done: 0, total: 0))
        try Self.copy(
            try Environment(
                path: source.directory + "/log", mapSize: ReadOnlyLog.mapSize, tables: LogTables.count,
                readers: LedgerSettings.readers, options: .readOnly), to: log)
        try Self.copyKeys(source.keys, to: keys)
        if copiesOwnKeys { try Self.copyOwnKeyFiles(source.keys, to: keys) }
    }

    /// Copies the master key and the signing key of a ledger that keeps them beside its subjects' keys, as far as they are there.
    static func copyOwnKeyFiles(_ directory: String, to target: String) throws {
        for name in KeyFile.ownNames {
            guard let bytes = FileManager.default.contents(atPath: directory + "/" + name) else { continue }
            try DurableFile.write(Array(bytes), to: target + "/" + name)
        }
    }

    /// Copies an environment of subjects' keys.
    static func copyKeys(_ directory: String, to target: String) throws {
        try copy(
            try Environment(
                path: directory, mapSize: KeyReader.mapSize, tables: 1, readers: LedgerSettings.readers, options: .readOnly),
            to: target)
    }

    private static func copy(_ environment: Environment, to directory: String) throws {
        _ = try NewDirectory(directory)
        try environment.copy(to: directory)
        try DurableFile.sync(directory + "/data.mdb")
        try DurableFile.sync(directory)
        try DurableFile.sync(DurableFile.parent(of: directory))
    }

    private func check(_ directory: String, keys: String, since: [CheckSettings.KeptCheckpoint]) async throws -> CheckReport {
        var settings = source
        settings.directory = directory
        settings.keysDirectory = keys
        settings.since = since
        defer {
            // Opening makes a lock file, which says nothing about the copy.
            for path in [directory + "/log/lock.mdb", keys + "/lock.mdb"] { try? FileManager.default.removeItem(atPath: path) }
        }
        return try await LedgerCheck(settings, progress: progress).run()
    }

    static func inWords(_ error: any Error, _ directory: String) -> any Error {
        switch error {
        case let error as LMDBError: LedgerError.storage("\(directory) cannot be written: \(error)")
        case let error as Errno: LedgerError.storage("\(directory) cannot be written: \(error)")
        default: error
        }
    }
}

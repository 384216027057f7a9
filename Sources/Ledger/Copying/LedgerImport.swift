import Events
import LMDB
import Posix
import SystemPackage
import Transparency

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Makes a ledger from an export: the same events, the same checkpoints, the same root to the byte. Nothing in the export
/// is trusted: the ledger made of it is checked as a whole before it is put in place.
public struct LedgerImport: Sendable {
    private let directory: String
    /// What the new ledger is checked with; its `keysDirectory` is where the subjects' keys come from, nil for none.
    private let settings: CheckSettings
    private let progress: @Sendable (CheckProgress) -> Void

    /// - Parameters:
    ///   - directory: the export.
    ///   - settings: `directory` is where the ledger is to be, absent or empty.
    public init(
        _ directory: String, settings: CheckSettings, progress: @escaping @Sendable (CheckProgress) -> Void = { _ in }
    ) {
        self.directory = directory
        self.settings = settings
        self.progress = progress
    }

    /// Events of one transaction: a few bundles.
    private static let step: UInt64 = 4096

    /// Makes the ledger, and puts it in place once it was checked.
    ///
    /// - Returns: what the check of the new ledger found.
    /// - Throws: `LedgerFault` where the export does not hold together, `LedgerError` where a file of it is missing or the place
    ///   is taken, `ProofError` where its checkpoint cannot be read, `LMDBError` or `Errno` where the disk fails. Nothing is in
    ///   place then.
    public func run() async throws -> CheckReport {
        let note = String(decoding: try read(ExportLayout.checkpoint), as: UTF8.self)
        let signed = try SignedNote(note)
        let checkpoint = try Checkpoint(reading: signed.text)
        return try await Placement(settings.directory).make { making in
            _ = try NewDirectory(making + "/log")
            try fill(making + "/log", checkpoint)
            if let keys = settings.keysDirectory {
                try LedgerCopy.copyKeys(keys, to: making + "/keys")
                if takesOwnKeys { try LedgerCopy.copyOwnKeyFiles(keys, to: making + "/keys") }
            } else {
                _ = try NewDirectory(making + "/keys")
            }
            var check = settings
            check.directory = making
            check.keysDirectory = nil
            // Without the subjects' keys there is nothing to open.
            if settings.keysDirectory == nil { check.masterKeyFile = nil }
            if takesOwnKeys { useOwnKeys(of: making, in: &check) }
            check.since = [.ofCopy(settings.log, name: directory + "/" + ExportLayout.checkpoint, note: note)]
            let report = try await LedgerCheck(check, progress: progress).run()
            guard report.size == checkpoint.size else {
                throw LedgerFault(position: report.size, reason: "the export does not end at its checkpoint")
            }
            try DurableFile.write(Array(note.utf8), to: making + "/" + LedgerCopy.checkpointName)
            return report
        }
    }

    /// Whether the keys that came are those of a ledger without a configuration: then its own are among them, and without them
    /// it would not be served.
    private var takesOwnKeys: Bool {
        settings.keysDirectory != nil && settings.masterKeyFile == nil && settings.keepsOwnKeys
    }

    private func useOwnKeys(of making: String, in check: inout CheckSettings) {
        check.masterKeyFile = making + "/keys/" + KeyFile.masterName
        let signing = making + "/keys/" + KeyFile.signingName
        if check.verifier == nil, check.signingKeyFile == nil, FileManager.default.fileExists(atPath: signing) {
            check.signingKeyFile = signing
        }
    }

    private func fill(_ log: String, _ checkpoint: Checkpoint) throws {
        let retired = try retiredKeys()
        let environment = try Environment(
            path: log, mapSize: ReadOnlyLog.mapSize, tables: LogTables.count, readers: LedgerSettings.readers)
        let tables = try environment.write { transaction in
            let tables = try LogTables(&transaction)
            try transaction.put(About.currentFormat, for: About.format, in: tables.about)
            try transaction.put(Array(checkpoint.origin.utf8), for: About.origin, in: tables.about)
            try transaction.put([UInt8](bigEndian: 0), for: About.indexed, in: tables.about)
            for signer in retired {
                try SignerHistory.retire(signer.verifier, at: signer.endedAt, in: tables, &transaction)
            }
            return tables
        }
        var tree = Frontier()
        for start in stride(from: 0, to: checkpoint.size, by: Int(Self.step)) {
            progress(CheckProgress(part: .copying, done: start, total: checkpoint.size))
            try environment.write { transaction in
                try add(start..<min(start + Self.step, checkpoint.size), of: checkpoint.size, &tree, tables, &transaction)
            }
        }
        try addCheckpoints(checkpoint.size, environment, tables)
        try IndexCatchUp(environment: environment, tables: tables).complete(size: checkpoint.size)
        try environment.sync()
    }

    private func add(
        _ range: Range<UInt64>, of size: UInt64, _ tree: inout Frontier, _ tables: LogTables,
        _ transaction: inout WriteTransaction
    ) throws {
        var additions = TreeTable.Additions()
        let first = range.lowerBound / ExportLayout.width
        for index in first..<ExportLayout.count(range.upperBound) {
            let start = index * ExportLayout.width
            let place = ExportLayout.place(index, size: size)
            let name = ExportLayout.tiles + "entries/" + place
            let count = Int(min(ExportLayout.width, size - start))
            guard let entries = EntryBundle.entries(try read(name)), entries.count == count else {
                throw LedgerFault(position: start, reason: "\(name) does not hold \(count) entries")
            }
            guard let sealed = LengthPrefixed.parts(try read(ExportLayout.sealed + place)), sealed.count == count else {
                throw LedgerFault(position: start, reason: "\(ExportLayout.sealed)\(place) does not hold \(count) sealed parts")
            }
            for (entry, sealed) in zip(entries, sealed) {
                let position = [UInt8](bigEndian: tree.size)
                let record = EventRecord.bytes(header: entry, sealed: Array(sealed))
                guard try transaction.append(record, for: position, in: tables.events) else {
                    throw LedgerFault(position: tree.size, reason: "the position is taken")
                }
                try additions.append(.leaf(entry), to: &tree, in: tables.tree, transaction.reading)
            }
        }
        try additions.write(to: tables.tree, &transaction)
    }

    private func addCheckpoints(_ size: UInt64, _ environment: Environment, _ tables: LogTables) throws {
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(
                FilePath(directory + "/" + ExportLayout.checkpoints), .readOnly, options: .closeOnExec)
        } catch { throw unreadable(ExportLayout.checkpoints) }
        try file.closeAfter {
            var notes = LengthPrefixedReader(longest: SignedNote.lengthLimit) { try file.piece() }
            var isAtEnd = false
            while !isAtEnd {
                try environment.write { transaction in
                    for _ in 0..<Self.step where !isAtEnd {
                        guard let note = try next(&notes) else {
                            isAtEnd = true
                            break
                        }
                        let text = try SignedNote(String(decoding: note, as: UTF8.self)).text
                        let at = try Checkpoint(reading: text).size
                        guard try transaction.append(note, for: [UInt8](bigEndian: at), in: tables.checkpoints) else {
                            throw LedgerFault(
                                position: at, reason: "the checkpoint of size \(at) stands twice, or in the wrong place")
                        }
                    }
                }
            }
        }
    }

    private func next(_ notes: inout LengthPrefixedReader) throws -> [UInt8]? {
        do { return try notes.next() } catch let fault as LengthPrefixedReader.Fault {
            switch fault {
            case .cutOff: throw LedgerFault(position: nil, reason: "\(ExportLayout.checkpoints) is cut off")
            case .tooLong:
                throw LedgerFault(
                    position: nil,
                    reason:
                        "\(ExportLayout.checkpoints) has a part of more than \(SignedNote.lengthLimit) bytes, which is no checkpoint"
                )
            }
        }
    }

    /// The signing keys that were used before. They are no more trusted than the rest: the check of the ledger wants each one's
    /// last checkpoint signed by the key that came after it.
    private func retiredKeys() throws -> [RetiredSigner] {
        guard FileManager.default.fileExists(atPath: directory + "/" + ExportLayout.retiredKeys) else { return [] }
        return try RetiredKeys.read(try read(ExportLayout.retiredKeys))
    }

    private func read(_ name: String) throws -> [UInt8] {
        guard let bytes = FileManager.default.contents(atPath: directory + "/" + name) else {
            throw unreadable(name)
        }
        return Array(bytes)
    }

    private func unreadable(_ name: String) -> LedgerError {
        .storage("\(directory)/\(name) cannot be read: this is no finished export, or not all of one")
    }
}

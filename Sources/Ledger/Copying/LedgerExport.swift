import Events
import LMDB
import SystemPackage
import Transparency

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Writes a ledger as plain files that other people's tools read, without keys. What is stored is written as it is
/// stored, right or wrong, so that whoever reads it can judge it.
public struct LedgerExport: Sendable {
    private let source: CheckSettings
    private let progress: @Sendable (CheckProgress) -> Void

    public init(_ source: CheckSettings, progress: @escaping @Sendable (CheckProgress) -> Void = { _ in }) {
        self.source = source
        self.progress = progress
    }

    /// What was written.
    public struct Report: Sendable {
        public let size: UInt64
        public let checkpoint: String
        public let checkpoints: UInt64
    }

    /// - Parameter directory: absent or empty.
    public func write(to directory: String) throws -> Report {
        let made = try NewDirectory(directory)
        do { return try write(try ReadOnlyLog(directory: source.directory), to: directory) } catch {
            made.remove()
            throw LedgerCopy.inWords(error, directory)
        }
    }

    private func write(_ log: ReadOnlyLog, to directory: String) throws -> Report {
        let extent = try Extent(log)
        let size = extent.size
        let files = ExportFiles(directory)
        for index in 0..<ExportLayout.count(size) {
            progress(CheckProgress(part: .events, done: index * ExportLayout.width, total: size))
            try writeBundle(index, size, log, files)
        }
        progress(CheckProgress(part: .tree, done: 0, total: 0))
        try writeTiles(size, log, files)
        let checkpoints = try writeCheckpoints(size, log, files)
        if let verifier = try source.resolvedVerifier(extent.origin) {
            try files.write(Array((verifier.text + "\n").utf8), to: ExportLayout.key)
        }
        if !extent.retired.isEmpty { try files.write(RetiredKeys.bytes(extent.retired), to: ExportLayout.retiredKeys) }
        try files.sync()
        try DurableFile.write(Array(extent.checkpoint.utf8), to: directory + "/" + ExportLayout.checkpoint)
        return Report(size: size, checkpoint: extent.checkpoint, checkpoints: checkpoints)
    }

    private func writeBundle(_ index: UInt64, _ size: UInt64, _ log: ReadOnlyLog, _ files: ExportFiles) throws {
        let start = index * ExportLayout.width
        var headers: [[UInt8]] = []
        var sealed: [UInt8] = []
        try log.environment.read { reading in
            for position in start..<min(start + ExportLayout.width, size) {
                guard let value = try reading.value(for: [UInt8](bigEndian: position), in: log.tables.events) else {
                    throw LedgerFault(position: position, reason: "there is no event")
                }
                let record = try CheckedRecord(value, at: position)
                headers.append(Array(copying: value.extracting(record.header)))
                LengthPrefixed.append(Array(copying: value.extracting(record.sealed)), to: &sealed)
            }
        }
        guard let bundle = EntryBundle.bytes(headers) else {
            throw LedgerFault(position: start, reason: "a header is longer than a header can be")
        }
        let place = ExportLayout.place(index, size: size)
        try files.write(bundle, to: ExportLayout.tiles + "entries/" + place)
        try files.write(sealed, to: ExportLayout.sealed + place)
    }

    private func writeTiles(_ size: UInt64, _ log: ReadOnlyLog, _ files: ExportFiles) throws {
        var level = 0
        var hashes = size
        while hashes > 0 {
            for index in 0..<ExportLayout.count(hashes) {
                let start = index * ExportLayout.width
                let range = start..<min(start + ExportLayout.width, hashes)
                guard let tile = TilePath(.hashes(level: level), index: index, width: range.count) else {
                    preconditionFailure("a tile has 1 to 256 hashes")
                }
                let bytes = try log.environment.read { reading in
                    try TreeTable.bytes(level: level * TreeReader.levelStep, range, in: log.tables.tree, reading)
                }
                try files.write(bytes, to: ExportLayout.tiles + tile.path)
            }
            hashes >>= UInt64(TreeReader.levelStep)
            level += 1
        }
    }

    private func writeCheckpoints(_ size: UInt64, _ log: ReadOnlyLog, _ files: ExportFiles) throws -> UInt64 {
        var count: UInt64 = 0
        var start: UInt64? = 0
        try files.write(to: ExportLayout.checkpoints) { file in
            while let from = start {
                let piece = try checkpoints(from: from, to: size, log)
                try file.writeAll(piece.bytes)
                count += piece.count
                start = piece.next
            }
        }
        return count
    }

    /// The checkpoints that one transaction reads, and the size of the next; nil behind the last.
    private func checkpoints(
        from start: UInt64, to size: UInt64, _ log: ReadOnlyLog
    ) throws -> (bytes: [UInt8], count: UInt64, next: UInt64?) {
        try log.environment.read { reading in
            var bytes: [UInt8] = []
            var count: UInt64 = 0
            var cursor = try reading.cursor(over: log.tables.checkpoints)
            var entry = try cursor.seek([UInt8](bigEndian: start))
            while let found = entry, let at = found.key.bigEndian(at: 0), at <= size {
                if count == Self.checkpointsAtOnce { return (bytes, count, at) }
                LengthPrefixed.append(Array(copying: found.value), to: &bytes)
                count += 1
                entry = try cursor.next()
            }
            return (bytes, count, nil)
        }
    }

    /// Checkpoints in memory at once: a megabyte or so.
    private static let checkpointsAtOnce: UInt64 = 4_096
}

/// The files of an export being written.
final class ExportFiles {
    private let directory: String
    private var directories: Set<String> = []

    init(_ directory: String) { self.directory = directory }

    func write(_ bytes: [UInt8], to name: String) throws { try write(to: name) { try $0.writeAll(bytes) } }

    /// Writes a file piece by piece.
    func write(to name: String, _ write: (FileDescriptor) throws -> Void) throws {
        let path = directory + "/" + name
        let parent = DurableFile.parent(of: path)
        if directories.insert(parent).inserted {
            try FileManager.default.createDirectory(
                atPath: parent, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        let file = try FileDescriptor.open(
            FilePath(path), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec], permissions: .ownerReadWrite)
        try file.closeAfter {
            try write(file)
            try DurableFile.flush(file)
        }
    }

    /// Makes the names outlive a crash of the machine.
    func sync() throws { for path in directories.sorted() + [directory] { try DurableFile.sync(path) } }
}

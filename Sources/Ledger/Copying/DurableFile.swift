import Glibc
import Posix
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Files that are whole or not there, also after a crash of the machine.
enum DurableFile {
    /// Puts a file in place of whatever bears its name.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let new = path + ".new"
        let file = try FileDescriptor.open(
            FilePath(new), .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: .ownerReadWrite)
        try file.closeAfter {
            try file.writeAll(bytes)
            try flush(file)
        }
        try rename(new, to: path)
        try sync(parent(of: path))
    }

    /// Flushes a file that somebody else wrote; of a directory, the names in it.
    static func sync(_ path: String) throws {
        let file = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
        try file.closeAfter { try flush(file) }
    }

    /// The directory that a file or directory stands in.
    static func parent(of path: String) -> String {
        let parent = FilePath(path).removingLastComponent().string
        return parent.isEmpty ? "." : parent
    }

    static func flush(_ file: FileDescriptor) throws {
        guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
    }
}

/// A directory that is made to hold something new.
struct NewDirectory {
    let path: String

    /// Makes a directory closed to others; one that is there must be empty.
    ///
    /// - Throws: `LedgerError`.
    init(_ path: String) throws {
        if let names = try? FileManager.default.contentsOfDirectory(atPath: path) {
            guard names.isEmpty else { throw LedgerError.occupied(directory: path) }
        }
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw LedgerError.storage("the directory \(path) cannot be made; check that this user may write where it stands")
        }
        self.path = path
    }

    /// Makes a directory afresh, in place of what an interrupted try left.
    init(replacing path: String) throws {
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
        try self.init(path)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}

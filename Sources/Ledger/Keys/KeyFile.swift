import Events
import Glibc
import Posix
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A file with 32 secret bytes in hexadecimal, as `openssl rand -hex 32` writes them.
enum KeyFile {
    /// What a ledger without a configuration calls the keys that it makes for itself, beside those of its subjects.
    static let masterName = "master.key", signingName = "signing.key"
    static let ownNames = [masterName, signingName]

    /// Bytes of a key.
    static let keyLength = 32

    /// Reads the key; the file must be closed to group and others.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - makes: whether a missing file is made, with fresh random bytes.
    ///   - isNew: whether nothing was sealed or signed with the key yet, so that a fresh one would do.
    static func read(_ path: String, makes: Bool, isNew: Bool = false) throws(LedgerError) -> [UInt8] {
        let files = FileManager.default
        if makes, !files.fileExists(atPath: path) {
            do { try make(path) } catch { throw .key(file: path, reason: "cannot be made") }
        }
        guard let contents = files.contents(atPath: path) else {
            let remedy =
                isNew
                ? "make one with: openssl rand -hex 32"
                : "put its copy back: what is there was sealed or signed with it, and a new key would not do"
            throw .key(file: path, reason: "cannot be read; \(remedy)")
        }
        guard let mode = mode(of: path), mode & 0o077 == 0 else {
            throw .key(file: path, reason: "is open to others; close it with: chmod 600 \(path)")
        }
        guard let key = decode(Array(contents)) else {
            throw .key(
                file: path,
                reason: "is not 64 hexadecimal digits; \(isNew ? "make one with: openssl rand -hex 32" : "put its copy back")")
        }
        return key
    }

    /// Writes a fresh key under another name first: a file of this name is whole, and on the disk, or not there.
    private static func make(_ path: String) throws {
        let making = path + ".making"
        let file = try FileDescriptor.open(
            FilePath(making), .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: .ownerReadWrite)
        try file.closeAfter {
            try file.writeAll(Array((hexadecimal(randomBytes(keyLength)) + "\n").utf8))
            try DurableFile.flush(file)
        }
        try FileManager.default.moveItem(atPath: making, toPath: path)
    }

    /// Nil where it cannot be told, which is no reason to trust the file.
    private static func mode(of path: String) -> UInt? {
        let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions]
        // FoundationEssentials has a UInt here, which is never an Int; Foundation has a number that is both.
        return mode as? UInt ?? (mode as? Int).map { UInt($0) }
    }

    private static func decode(_ text: [UInt8]) -> [UInt8]? {
        let digits = text.filter { $0 > 0x20 }
        guard digits.count == 2 * keyLength else { return nil }
        var key: [UInt8] = []
        for at in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[at...at + 1], as: UTF8.self), radix: 16) else { return nil }
            key.append(byte)
        }
        return key
    }
}

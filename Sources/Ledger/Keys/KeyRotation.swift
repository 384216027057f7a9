import Crypto
import Events
import LMDB
public import Transparency

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Changes the keys of a ledger that no daemon serves. What is recorded is not touched.
public struct KeyRotation {
    private let directory: String
    private let lock: DirectoryLock

    /// - Throws: `LedgerError.held` where a daemon runs on the directory, `.absent` where there is no ledger.
    public init(directory: String) throws {
        self.directory = directory
        lock = try DirectoryLock(directory: directory)
    }

    /// Wraps every subject's key with another master key, in one transaction, and leaves no copy of the old wrapping in
    /// the file. Whoever had the old master key, and a copy of `keys` from before, still has what that opens.
    ///
    /// - Returns: how many keys.
    public func master(from oldFile: String, to newFile: String) throws -> Int {
        let old = SymmetricKey(data: try KeyFile.read(oldFile, makes: false))
        let new = SymmetricKey(data: try KeyFile.read(newFile, makes: false, isNew: true))
        try refuseJournal(sealedFor: old)
        let store = try KeyStore(directory: directory + "/keys", mapSize: 1 << 36)
        let count = try store.rewrap { subject, wrapped in
            try KeyRing.wrap(
                KeyRing.unwrapped(wrapped, of: subject, master: old, file: oldFile), of: subject, master: new)
        }
        _ = try store.rewritten()
        try store.shred()
        return count
    }

    /// Where a daemon was killed, its journal may hold what the log does not have yet, and only the old key opens that.
    private func refuseJournal(sealedFor old: SymmetricKey) throws {
        let path = Journal.path(in: directory)
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard try Journal(path: path, key: KeyRing.journalKey(old)).entries().isEmpty else {
            throw LedgerError.settings(
                "\(path) holds entries that only the old master key opens, as after a daemon was killed; start the daemon once and stop it, and change the key then"
            )
        }
    }

    /// Checks that the log can be handed over from one signing key to another; changes nothing.
    public func checkSigning(from oldFile: String, to newFile: String) throws {
        try log().write { transaction in _ = try handover(from: oldFile, to: newFile, &transaction) }
    }

    private func log() throws -> Environment {
        try Environment(
            path: directory + "/log", mapSize: 1 << 40, tables: LogTables.count, readers: LedgerSettings.readers)
    }

    /// Both signers, the ledger's size, and the last checkpoint with its text.
    private func handover(
        from oldFile: String, to newFile: String, _ transaction: inout WriteTransaction
    ) throws -> (old: NoteSigner, new: NoteSigner, size: UInt64, note: String, text: String) {
        let tables = try LogTables(&transaction)
        let origin = String(decoding: try transaction.reading.bytes(for: About.origin, in: tables.about) ?? [], as: UTF8.self)
        let (old, new) = (try signer(oldFile, origin, isNew: false), try signer(newFile, origin, isNew: true))
        let size = try UInt64(transaction.reading.count(of: tables.events))
        guard let bytes = try transaction.reading.bytes(for: [UInt8](bigEndian: size), in: tables.checkpoints) else {
            throw LedgerError.damaged(position: size, reason: "no checkpoint is kept at the ledger's size \(size)")
        }
        let note = String(decoding: bytes, as: UTF8.self)
        guard let text = old.verifier.open(note) else {
            throw LedgerError.key(file: oldFile, reason: "did not sign this ledger's last checkpoint")
        }
        guard new.verifier.keyID != old.verifier.keyID else {
            throw LedgerError.key(file: newFile, reason: "is the same key; make one with: openssl rand -hex 32")
        }
        return (old, new, size, note, text)
    }

    /// Hands the log over to another signing key: the last checkpoint gets its signature beside the old one's, and the old
    /// key's public half stays, with the size at which it ended.
    ///
    /// - Returns: that size, and both public keys.
    public func signing(from oldFile: String, to newFile: String) throws -> (size: UInt64, old: NoteVerifier, new: NoteVerifier) {
        try log().write { transaction in
            let (old, new, size, note, text) = try handover(from: oldFile, to: newFile, &transaction)
            let tables = try LogTables(&transaction)
            let key = [UInt8](bigEndian: size)
            // A signed note may have several signatures: the line of the new key follows those that are there. A key that
            // signed this checkpoint before, and takes over again, has its line already.
            let line = new.sign(text).split(separator: "\n").last.map(String.init) ?? ""
            let signed = new.verifier.open(note) == nil ? note + line + "\n" : note
            guard signed.utf8.count <= CheckpointCheck.noteLimit else {
                throw LedgerError.settings(
                    "too many keys have ended at size \(size) for one checkpoint; let the ledger take an event before the next")
            }
            try transaction.put(Array(signed.utf8), for: key, in: tables.checkpoints)
            try SignerHistory.retire(old.verifier, at: size, in: tables, &transaction)
            return (size, old.verifier, new.verifier)
        }
    }

    private func signer(_ file: String, _ origin: String, isNew: Bool) throws -> NoteSigner {
        let seed = try KeyFile.read(file, makes: false, isNew: isNew)
        guard let signer = NoteSigner(name: origin, key: try .init(rawRepresentation: seed)) else {
            throw LedgerError.settings("the origin \"\(origin)\" is no name of a log")
        }
        return signer
    }
}

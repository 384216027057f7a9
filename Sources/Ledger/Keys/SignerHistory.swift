import LMDB
public import Transparency

/// A signing key that is not used any more. Its checkpoints stay, so its public half does.
public struct RetiredSigner: Sendable {
    public let verifier: NoteVerifier
    /// It signed the checkpoints up to this size; the one of this size is signed by the key that came after it, too.
    public let endedAt: UInt64
}

/// Which key signed which checkpoint.
struct SignerHistory: Sendable {
    let current: NoteVerifier?
    /// In the order of their ends.
    let retired: [RetiredSigner]

    /// The key that signed the checkpoint of a size; nil where it is not at hand.
    func verifier(at size: UInt64) -> NoteVerifier? { retired.first { size <= $0.endedAt }?.verifier ?? current }

    /// A checkpoint of this ledger that was signed by the key of its size; nil for anything else.
    func open(_ note: String) -> Checkpoint? {
        for signer in retired {
            if let (checkpoint, _) = try? Checkpoint.open(note, log: signer.verifier), checkpoint.size <= signer.endedAt {
                return checkpoint
            }
        }
        guard let current, let (checkpoint, _) = try? Checkpoint.open(note, log: current) else { return nil }
        return checkpoint
    }

    /// Whether a signed note is what it should be at a size, by every key that had to sign it there.
    func opens(_ note: String, at size: UInt64, as text: String) -> Bool {
        for (index, signer) in retired.enumerated() where signer.endedAt == size {
            let next = index + 1 < retired.count ? retired[index + 1].verifier : current
            if let next, next.open(note) != text { return false }
        }
        guard let verifier = verifier(at: size) else { return true }
        return verifier.open(note) == text
    }

    /// Keeps the public half of a key. Several that ended at one size stand in the order in which they did: no key takes
    /// the place of another.
    ///
    /// - Throws: `LedgerError.damaged` where more keys are said to have ended at one size than a checkpoint has room for.
    static func retire(
        _ verifier: NoteVerifier, at size: UInt64, in tables: LogTables, _ transaction: inout WriteTransaction
    ) throws {
        let before = try retired(in: tables, transaction.reading).count { $0.endedAt == size }
        guard let turn = UInt8(exactly: before) else {
            throw LedgerError.damaged(position: size, reason: "\(before) signing keys are said to have ended there")
        }
        let key = About.retiredSigner + [UInt8](bigEndian: size) + (turn == 0 ? [] : [turn])
        try transaction.put(Array(verifier.text.utf8), for: key, in: tables.about)
    }

    static func retired(in tables: LogTables, _ reading: borrowing ReadTransaction) throws -> [RetiredSigner] {
        var found: [RetiredSigner] = []
        var cursor = try reading.cursor(over: tables.about)
        var entry = try cursor.seek(About.retiredSigner)
        while let row = entry, row.key.starts(with: About.retiredSigner) {
            guard let size = row.key.bigEndian(at: About.retiredSigner.count),
                let verifier = try? NoteVerifier(String(decoding: Array(copying: row.value), as: UTF8.self))
            else { throw LedgerError.damaged(position: nil, reason: "a retired signing key in about cannot be read") }
            found.append(RetiredSigner(verifier: verifier, endedAt: size))
            entry = try cursor.next()
        }
        return found
    }
}

extension Ledger {
    /// The signing keys that were used before, in the order of their ends.
    public func retiredSigners() throws -> [RetiredSigner] {
        try log.environment.read { try SignerHistory.retired(in: log.tables, $0) }
    }
}

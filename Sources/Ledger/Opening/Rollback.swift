public import Events
import Posix
import SystemPackage
public import Transparency

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A ledger that does not extend the checkpoint kept in the second place.
public struct Rollback: Error, Equatable, Sendable {
    /// What does not fit.
    public enum Kind: String, Sendable {
        /// The ledger has fewer events.
        case behind
        /// Its events are others.
        case disagrees
        /// There is no checkpoint of this ledger's in the second place.
        case foreign
        /// It lacks events that its keys know of.
        case keysAhead = "keys_ahead"
    }

    public let kind: Kind
    /// The file in the second place; where only the keys show it, their directory.
    public let path: String
    /// What the file holds.
    public let note: String
    /// The same, where it is a checkpoint of this ledger's.
    public let kept: Checkpoint?
    /// Events in the ledger, and their root.
    public let size: UInt64
    public let root: TreeHash
    /// Subjects whose keys are destroyed by events that this log does not have, and where those events stood.
    public var erasedLater: [Subject: Position] = [:]
}

extension Rollback {
    /// What the second place shows and what the keys show, as one; nil where neither shows anything.
    static func found(_ behind: Rollback?, erasedLater: [Subject: Position], in keys: String, _ head: Head) -> Rollback? {
        guard !erasedLater.isEmpty else { return behind }
        var found =
            behind ?? Rollback(kind: .keysAhead, path: keys, note: "", kept: nil, size: head.size, root: head.root)
        found.erasedLater = erasedLater
        return found
    }
}

extension Rollback: CustomStringConvertible {
    public var description: String {
        let accept = "keep what is there, restore the ledger that fits, or accept it with --accept-rollback \"why\""
        switch kind {
        case .behind:
            return
                "the ledger has \(size) events, and the checkpoint in \(path) is of \(kept?.size ?? 0): its end is missing, as after an old copy was put back; \(accept)"
        case .disagrees:
            return
                "the first \(kept?.size ?? 0) events of the ledger are not those that the checkpoint in \(path) was signed for: its history was written anew, or it is another ledger; \(accept)"
        case .foreign:
            return "\(path) holds no checkpoint signed by this ledger's key; \(accept)"
        case .keysAhead:
            return
                "the ledger has \(size) events, and the keys in \(path) say that \(TombstoneCheck.words(erasedLater)) had been erased by events after those: the log is older than its keys, as after a backup was restored with newer keys; \(accept). What was erased stays erased"
        }
    }
}

/// The checkpoint in the second place, as it was found.
struct SecondPlace {
    let path: String

    /// Bytes of such a file at most.
    private static let limit = 1 << 20

    /// What is there; nil where nothing is, or nothing that can be read. A longer file is no checkpoint: nothing of it is told.
    var note: String? {
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec) else { return nil }
        let bytes = try? file.closeAfter {
            var bytes: [UInt8] = []
            while bytes.count <= Self.limit, case let more = try file.piece(), !more.isEmpty { bytes += more }
            return bytes
        }
        return bytes.map { $0.count <= Self.limit ? String(decoding: $0, as: UTF8.self) : "" }
    }

    /// Compares it with the ledger.
    ///
    /// - Parameter root: the ledger's root at a size up to its own.
    /// - Returns: the size kept, nil where nothing is kept yet; and what does not fit.
    func compare(_ head: Head, _ signers: SignerHistory, root: (UInt64) throws -> TreeHash) throws -> (
        kept: UInt64?, rollback: Rollback?
    ) {
        guard FileManager.default.fileExists(atPath: path) else { return (nil, nil) }
        guard let note else {
            throw LedgerError.storage(
                "\(path) cannot be read; it is the checkpoint kept in a second place, let this user read it")
        }
        func rollback(_ kind: Rollback.Kind, _ kept: Checkpoint?) -> Rollback {
            Rollback(kind: kind, path: path, note: note, kept: kept, size: head.size, root: head.root)
        }
        guard let checkpoint = signers.open(note) else { return (nil, rollback(.foreign, nil)) }
        if checkpoint.size > head.size { return (checkpoint.size, rollback(.behind, checkpoint)) }
        guard try root(checkpoint.size) == checkpoint.root else { return (checkpoint.size, rollback(.disagrees, checkpoint)) }
        return (checkpoint.size, nil)
    }
}

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
    /// The file in the second place; where only the keys show it, their directory, and where the ledger of practice shows it of its
    /// visitors' book, that ledger's log.
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
    /// Whose checkpoint is in the second place, where it says that it is this ledger's and another key signed it.
    var foreignSigner: ForeignSigner?
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
    public var description: String { sentence(of: .ledger) }

    /// What does not fit, and what to do.
    ///
    /// - Parameter log: which log does not fit.
    public func sentence(of log: WhichLog) -> String {
        let thing = log.words
        let accept = "keep what is there, restore the \(thing) that fits, or accept it with --accept-rollback \"why\""
        switch kind {
        case .behind:
            return
                "the \(thing) has \(size) events, and the checkpoint in \(path) is of \(kept?.size ?? 0): its end is missing, as after an old copy was put back; \(accept)"
        case .disagrees:
            return
                "the first \(kept?.size ?? 0) events of the \(thing) are not those that the checkpoint in \(path) was signed for: its history was written anew, or it is another \(thing); \(accept)"
        case .foreign:
            guard let other = foreignSigner else {
                return "\(path) holds no checkpoint signed by this \(thing)'s key; \(accept)"
            }
            return
                "\(path) holds a checkpoint of \(other.size) events that another key of the \(thing)'s name signed (its id is \(other.keyID)), and the \(thing) has \(size): as after a backup from before a change of the signing key was restored; \(accept)"
        case .keysAhead:
            return
                "the \(thing) has \(size) events, and the keys in \(path) say that \(TombstoneCheck.words(erasedLater)) had been erased by events after those: the log is older than its keys, as after a backup was restored with newer keys; \(accept). What was erased stays erased"
        }
    }
}

/// The checkpoint in the second place, as it was found.
struct SecondPlace {
    let path: String

    /// Bytes of such a file at most.
    private static let limit = 1 << 20

    /// Whether anything is there.
    var isThere: Bool { FileManager.default.fileExists(atPath: path) }

    /// Links that are followed one behind the other.
    private static let links = 8

    /// The file itself, where the path is a link to it: it is the file that a new one takes the place of, not the link.
    var target: String {
        var target = path
        for _ in 0..<Self.links {
            guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: target) else { break }
            target = next.hasPrefix("/") ? next : DurableFile.parent(of: target) + "/" + next
        }
        return target
    }

    /// What is there; nil where nothing is, or nothing that can be read. A longer file is no checkpoint: nothing of it is told.
    var note: String? {
        // Of a pipe nobody may ever write the end.
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking]) else {
            return nil
        }
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
        guard isThere else { return (nil, nil) }
        guard let note else {
            throw LedgerError.storage(
                "\(path) cannot be read; it is the checkpoint kept in a second place, let this user read it")
        }
        return try Self.compare(.init(name: path, note: note), head, signers, root: root)
    }

    /// Compares a checkpoint that is kept outside of the ledger with it.
    static func compare(
        _ outside: CheckSettings.KeptCheckpoint, _ head: Head, _ signers: SignerHistory, root: (UInt64) throws -> TreeHash
    ) throws -> (kept: UInt64?, rollback: Rollback?) {
        func rollback(_ kind: Rollback.Kind, _ kept: Checkpoint?) -> Rollback {
            Rollback(kind: kind, path: outside.name, note: outside.note, kept: kept, size: head.size, root: head.root)
        }
        guard let checkpoint = signers.open(outside.note) else {
            var found = rollback(.foreign, nil)
            found.foreignSigner = signers.current.flatMap { ForeignSigner(of: outside.note, by: $0.name) }
            return (nil, found)
        }
        if checkpoint.size > head.size { return (checkpoint.size, rollback(.behind, checkpoint)) }
        guard try root(checkpoint.size) == checkpoint.root else { return (checkpoint.size, rollback(.disagrees, checkpoint)) }
        return (checkpoint.size, nil)
    }
}

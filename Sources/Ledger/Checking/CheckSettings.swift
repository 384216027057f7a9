import Crypto
public import Transparency

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What of a ledger is checked, and with what.
public struct CheckSettings: Sendable {
    /// The ledger's directory.
    public var directory: String
    /// Which log that is, for messages.
    public var log = WhichLog.ledger
    /// Where the subjects' keys are, if not in the ledger's directory.
    public var keysDirectory: String?
    /// File with the master key; nil where there is none at hand, and then nothing sealed is opened.
    public var masterKeyFile: String?
    /// The key that signed the checkpoints; nil where it is not at hand.
    public var verifier: NoteVerifier?
    /// File with the signing key, to make the verifier of where there is none; without either, signatures are not checked.
    public var signingKeyFile: String?
    /// Checkpoints kept elsewhere, which the ledger must extend.
    public var since: [KeptCheckpoint] = []
    /// Whether only the headers' hashes, the tree and the checkpoints are checked.
    public var onlyTree = false
    /// How many threads work at once.
    public var workers = 1

    public init(directory: String) { self.directory = directory }

    var keys: String { keysDirectory ?? directory + "/keys" }

    /// Whether the ledger made its own keys, and keeps them beside those of its subjects.
    var keepsOwnKeys: Bool { FileManager.default.fileExists(atPath: keys + "/" + KeyFile.masterName) }

    /// The key that signatures are checked with; nil where there is none.
    func resolvedVerifier(_ origin: String) throws -> NoteVerifier? {
        if let verifier { return verifier }
        guard let file = signingKeyFile else { return nil }
        let seed = try KeyFile.read(file, makes: false)
        guard let signer = NoteSigner(name: origin, key: try .init(rawRepresentation: seed)) else {
            throw LedgerFault(position: nil, reason: "its origin \"\(origin)\" is no name of a log")
        }
        return signer.verifier
    }

    /// A checkpoint from elsewhere.
    public struct KeptCheckpoint: Sendable {
        /// Where it was kept, for messages; ``given`` where nobody knows.
        public let name: String
        /// The signed note.
        public let note: String
        /// What to do where another key signed it, if that may well be; nil where it is a fault.
        let remedy: String?

        public init(name: String, note: String) { self.init(name: name, note: note, remedy: nil) }

        init(name: String, note: String, remedy: String?) {
            self.name = name
            self.note = note
            self.remedy = remedy
        }

        /// For a copy that may be from before the signing key was changed.
        static func ofCopy(_ log: WhichLog, name: String, note: String) -> KeptCheckpoint {
            let setting =
                switch log {
                case .ledger: "signing_key_file"
                case .visitors: "visitors_signing_key_file"
                }
            return KeptCheckpoint(
                name: name, note: note,
                remedy:
                    "if the signing key was changed since this copy was made, name the key of that time in the settings (\(setting)), start with it once, and change the key again with daybook keys rotate; if it was not, this is no copy of this ledger"
            )
        }

        /// The name of one that came without a name.
        public static let given = "the checkpoint given"

        /// What sentences call it.
        var phrase: String { name == Self.given ? name : "the checkpoint in \(name)" }
    }
}

/// How far a check has come.
public struct CheckProgress: Sendable, Equatable {
    /// The parts of a check, in order.
    public enum Part: String, Sendable {
        case copying, opening, indexes, events, tree, checkpoints
    }

    public let part: Part
    /// Events done, or sizes; all below this are done.
    public let done: UInt64
    public let total: UInt64
    /// Which of a pair is worked on; the ledger where there is no pair.
    public internal(set) var log = WhichLog.ledger
}

/// What a check found where nothing is wrong.
public struct CheckReport: Sendable {
    public let origin: String
    public let size: UInt64
    public let root: TreeHash
    /// The checkpoint at that size, signed.
    public let checkpoint: String
    /// Checkpoints kept in the ledger.
    public let checkpoints: UInt64
    /// Events whose data was opened and compared with its digests.
    public let opened: UInt64
    /// Events whose subject has no key, so that nobody can open their data.
    public let withoutKey: UInt64
    /// What was not checked, and why, in sentences.
    public let unchecked: [String]
    /// What the checkpoints kept elsewhere say: name and size.
    public let since: [(name: String, size: UInt64)]
}

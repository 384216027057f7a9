/// What a log says of itself at one size, in the form of C2SP tlog-checkpoint.
public struct Checkpoint: Sendable, Equatable {
    /// The log's name.
    public let origin: String
    public let size: UInt64
    public let root: TreeHash

    public init(origin: String, size: UInt64, root: TreeHash) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Three lines: origin, size in decimal, root in base64.
    public var text: String { "\(origin)\n\(size)\n\(Base64.encode(root.array))\n" }

    /// Reads a checkpoint's text. Further lines are extensions, and are passed over.
    ///
    /// - Throws: `ProofError.malformedCheckpoint`.
    public init(reading text: String) throws(ProofError) {
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String($0) ?? "" }
        guard lines.count >= 4, lines.last == "" else {
            throw .malformedCheckpoint("it does not have three lines: origin, size and root")
        }
        guard lines.dropLast().allSatisfy({ !$0.isEmpty }) else { throw .malformedCheckpoint("it has an empty line") }
        guard let size = UInt64(lines[1]), String(size) == lines[1] else {
            throw .malformedCheckpoint("its size is not a whole number without leading zeroes")
        }
        guard let root = Base64.decode(lines[2]).flatMap({ TreeHash($0) }) else {
            throw .malformedCheckpoint("its root is not the base64 of 32 bytes")
        }
        self.init(origin: lines[0], size: size, root: root)
    }

    /// Reads a checkpoint's text; nil for anything else.
    public init?(_ text: String) {
        guard let checkpoint = try? Checkpoint(reading: text) else { return nil }
        self = checkpoint
    }

    /// Opens a signed checkpoint.
    ///
    /// - Parameters:
    ///   - note: the signed note.
    ///   - log: the log's own key, which must have signed, and whose name is the log's origin.
    ///   - witnesses: keys of witnesses; what they signed is checked, and none of them must have signed.
    /// - Returns: the checkpoint, and who of them signed it.
    /// - Throws: `ProofError`.
    public static func open(_ note: String, log: NoteVerifier, witnesses: [NoteVerifier] = []) throws(ProofError) -> (
        checkpoint: Checkpoint, signatures: [VerifiedSignature]
    ) {
        let note = try SignedNote(note)
        let signatures = try note.verified(by: [log] + witnesses)
        guard signatures.contains(where: { $0.key == log }) else { throw .unknownSigners(note.signatures.map(\.name)) }
        let checkpoint = try Checkpoint(reading: note.text)
        guard checkpoint.origin.utf8.elementsEqual(log.name.utf8) else {
            throw .otherLog(origin: checkpoint.origin, key: log.name)
        }
        return (checkpoint, signatures)
    }
}

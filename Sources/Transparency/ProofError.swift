/// Why something signed or proven is not to be believed, or cannot be read. Each says so in a sentence.
public enum ProofError: Error, Equatable, Sendable {
    /// A signed note is not in the form of C2SP signed-note: why.
    case malformedNote(String)
    /// A known key's signature does not fit the text.
    case badSignature(name: String)
    /// No key that is known has signed; whose signatures there are.
    case unknownSigners([String])
    /// A verifier key is not in the form of C2SP signed-note, or of a kind that is not read: why.
    case malformedKey(String)
    /// A note's text is not in the form of C2SP tlog-checkpoint: why.
    case malformedCheckpoint(String)
    /// A checkpoint is of another log than its key.
    case otherLog(origin: String, key: String)
    /// A receipt is not in the form of C2SP tlog-proof: why.
    case malformedReceipt(String)
    /// A leaf's index is not in the tree.
    case noSuchLeaf(index: UInt64, size: UInt64)
    /// A proof has another number of hashes than its tree asks for.
    case proofLength(expected: Int, actual: Int)
    /// The leaf and the proof do not lead to the root.
    case notIncluded(index: UInt64, size: UInt64)
    /// No proof leads from this size to that one.
    case noSuchSizes(from: UInt64, to: UInt64)
    /// The larger tree does not begin with the smaller one.
    case notConsistent(from: UInt64, to: UInt64)
}

extension ProofError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformedNote(let reason): "This is no signed note: \(reason)."
        case .badSignature(let name):
            "The signature of \(name) does not fit: the text was changed after it was signed, or another key signed it."
        case .unknownSigners(let names):
            "None of the keys given signed this. It was signed by \(names.joined(separator: ", ")), with other keys."
        case .malformedKey(let reason): "This is no verifier key: \(reason)."
        case .malformedCheckpoint(let reason): "The signed text is no checkpoint: \(reason)."
        case .otherLog(let origin, let key): "The checkpoint is of the log \(origin), and the key is of \(key)."
        case .malformedReceipt(let reason): "This is no receipt: \(reason)."
        case .noSuchLeaf(let index, let size): "Position \(index) is not in a tree of \(size) events."
        case .proofLength(let expected, let actual): "The proof has \(actual) hashes; this tree asks for \(expected)."
        case .notIncluded(let index, let size):
            "The proof does not lead to the root: what was hashed is not the event at position \(index) of these \(size)."
        case .noSuchSizes(let from, let to): "Nothing can be proven from size \(from) to size \(to)."
        case .notConsistent(let from, let to):
            "The log of \(to) events does not begin with the log of \(from): its history was changed."
        }
    }
}

/// Proves without a network that an entry is in a log, in the form of C2SP tlog-proof: the entry's index, its inclusion
/// proof, and the signed checkpoint it leads to.
public struct Receipt: Sendable, Equatable {
    /// Whatever else is needed to make the entry anew. Nobody has signed it: it must not be believed by itself.
    public let extra: [UInt8]?
    /// The entry's index in the log, from 0.
    public let index: UInt64
    /// From the entry's sibling up.
    public let hashes: [TreeHash]
    /// The signed note, as the log gave it.
    public let checkpoint: String

    private static let firstLine = "c2sp.org/tlog-proof@v1"
    /// Bytes of a receipt that is read.
    public static let lengthLimit = 2_000_000
    /// No tree has more levels than this.
    static let hashLimit = 64

    public init(extra: [UInt8]?, index: UInt64, hashes: [TreeHash], checkpoint: String) {
        self.extra = extra
        self.index = index
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    /// The receipt as it is stored in a `.tlog-proof` file.
    public var text: String {
        var text = Self.firstLine + "\n"
        if let extra { text += "extra \(Base64.encode(extra))\n" }
        text += "index \(index)\n"
        for hash in hashes { text += Base64.encode(hash.array) + "\n" }
        return text + "\n" + checkpoint
    }

    /// Reads a receipt; the checkpoint in it is not looked at.
    ///
    /// - Throws: `ProofError.malformedReceipt`.
    public init(_ text: String) throws(ProofError) {
        guard text.utf8.count <= Self.lengthLimit else {
            throw .malformedReceipt("it is longer than \(Self.lengthLimit) bytes")
        }
        var rest = text.utf8[...]
        /// The next line without its line feed; nil where there is none.
        func line() -> String? {
            guard let end = rest.firstIndex(of: 0x0A) else { return nil }
            defer { rest = rest[rest.index(after: end)...] }
            return String(rest[..<end])
        }
        guard line() == Self.firstLine else { throw .malformedReceipt("its first line is not \(Self.firstLine)") }
        var next = line()
        var extra: [UInt8]?
        if let text = next, text.hasPrefix("extra ") {
            guard let bytes = Base64.decode(text.dropFirst(6)) else { throw .malformedReceipt("its extra data is not base64") }
            extra = bytes
            next = line()
        }
        guard let text = next, text.hasPrefix("index "), let index = UInt64(text.dropFirst(6)), text == "index \(index)" else {
            throw .malformedReceipt("it has no line \"index\" with a whole number")
        }
        var hashes: [TreeHash] = []
        while let text = line(), !text.isEmpty {
            guard let hash = Base64.decode(text).flatMap({ TreeHash($0) }) else {
                throw .malformedReceipt("a line of its proof is not the base64 of 32 bytes")
            }
            guard hashes.count < Self.hashLimit else { throw .malformedReceipt("its proof is longer than any tree is high") }
            hashes.append(hash)
        }
        guard let checkpoint = String(rest), !checkpoint.isEmpty else {
            throw .malformedReceipt("it has no checkpoint behind an empty line")
        }
        self.init(extra: extra, index: index, hashes: hashes, checkpoint: checkpoint)
    }

    /// The inclusion proof in the tree of a checkpoint.
    public func proof(in checkpoint: Checkpoint) -> InclusionProof {
        InclusionProof(index: index, size: checkpoint.size, hashes: hashes)
    }
}

/// A text with signatures, in the form of C2SP signed-note. Nothing is believed yet: see `verified(by:)`.
public struct SignedNote: Sendable, Equatable {
    /// What is signed; it ends with a line feed.
    public let text: String
    /// In the order in which they stand; at least one.
    public let signatures: [NoteSignature]

    /// Bytes of a note that is read.
    public static let lengthLimit = 1_000_000
    /// Signatures of a note that are read. C2SP signed-note asks for at least 16.
    public static let signatureLimit = 100

    /// Takes a note apart.
    ///
    /// - Throws: `ProofError.malformedNote`.
    public init(_ note: String) throws(ProofError) {
        let bytes = Array(note.utf8)
        guard bytes.count <= Self.lengthLimit else {
            throw .malformedNote("it is longer than \(Self.lengthLimit) bytes")
        }
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == Self.lineFeed }) else {
            throw .malformedNote("it has control characters")
        }
        // The last empty line parts text and signatures: a text may have empty lines of its own.
        let ends = stride(from: bytes.count - 2, through: 0, by: -1)
        guard let end = ends.first(where: { bytes[$0] == Self.lineFeed && bytes[$0 + 1] == Self.lineFeed }) else {
            throw .malformedNote("no empty line parts the text from its signatures")
        }
        guard bytes.last == Self.lineFeed, end + 2 < bytes.count else {
            throw .malformedNote("it does not end with a line of signature")
        }
        let lines = bytes[(end + 2)...].dropLast().split(separator: Self.lineFeed, omittingEmptySubsequences: false)
        guard lines.count <= Self.signatureLimit else {
            throw .malformedNote("it has more than \(Self.signatureLimit) signatures")
        }
        var signatures: [NoteSignature] = []
        for line in lines {
            guard let signature = NoteSignature(line: String(decoding: line, as: UTF8.self)) else {
                throw .malformedNote("a line below the text is no signature")
            }
            signatures.append(signature)
        }
        self.init(text: String(decoding: bytes[...end], as: UTF8.self), signatures: signatures)
    }

    /// - Parameters:
    ///   - text: what is signed; it ends with a line feed.
    ///   - signatures: at least one.
    public init(text: String, signatures: [NoteSignature]) {
        self.text = text
        self.signatures = signatures
    }

    /// The note as it is written.
    public var note: String { text + "\n" + signatures.map { $0.line + "\n" }.joined() }

    /// The note with further signatures of its text behind its own. Those of a key that has signed it already are left out.
    public func adding(_ others: [NoteSignature]) -> SignedNote {
        SignedNote(
            text: text,
            signatures: others.reduce(into: signatures) { all, other in
                if !all.contains(where: { $0.isOfSameKey(as: other) }) { all.append(other) }
            })
    }

    private static let lineFeed: UInt8 = 0x0A

    /// The signatures of `keys`, each checked. Those of other keys are passed over, as C2SP signed-note has it.
    ///
    /// - Throws: `ProofError.badSignature` if one of `keys` did not make the signature that bears its name and id,
    ///   `.unknownSigners` if none of them signed.
    public func verified(by keys: [NoteVerifier]) throws(ProofError) -> [VerifiedSignature] {
        var verified: [VerifiedSignature] = []
        for signature in signatures {
            guard let key = keys.first(where: { $0.bears(signature) }) else { continue }
            guard let checked = key.check(signature, of: text) else { throw .badSignature(name: signature.name) }
            if !verified.contains(where: { $0.key == key }) { verified.append(checked) }
        }
        guard !verified.isEmpty else { throw .unknownSigners(signatures.map(\.name)) }
        return verified
    }
}

/// One signature line of a note.
public struct NoteSignature: Sendable, Equatable {
    /// The name of the key that signed.
    public let name: String
    /// Four bytes that tell keys of one name apart.
    public let keyID: [UInt8]
    /// What the key's algorithm makes of the text; not empty.
    public let bytes: [UInt8]

    static let keyIDLength = 4

    /// Whether both bear the name and the id of one key. Names are compared byte by byte.
    func isOfSameKey(as other: NoteSignature) -> Bool {
        keyID == other.keyID && name.utf8.elementsEqual(other.name.utf8)
    }

    public init(name: String, keyID: [UInt8], bytes: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.bytes = bytes
    }

    /// Reads a line, without its line feed; nil if it is no signature.
    public init?(line: String) {
        let parts = line.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map { String($0) ?? "" }
        guard parts.count == 3, Array(parts[0].utf8) == [0xE2, 0x80, 0x94], NoteName.isValid(parts[1]),
            let blob = Base64.decode(parts[2]), blob.count > Self.keyIDLength
        else { return nil }
        self.init(name: parts[1], keyID: Array(blob.prefix(Self.keyIDLength)), bytes: Array(blob.dropFirst(Self.keyIDLength)))
    }

    /// The line, without its line feed.
    public var line: String { "\u{2014} \(name) \(Base64.encode(keyID + bytes))" }
}

/// A signature that was checked.
public struct VerifiedSignature: Sendable, Equatable {
    /// Whose it is.
    public let key: NoteVerifier
    /// When a witness made it, in seconds since 1970 began; nil for a log's own signature, which has no time.
    public let time: UInt64?
}

/// Names of keys.
enum NoteName {
    /// Not empty, without Unicode spaces, plus signs and control characters (C2SP signed-note).
    static func isValid(_ name: String) -> Bool {
        !name.isEmpty && !name.utf8.contains(UInt8(ascii: "+"))
            && !name.unicodeScalars.contains { $0.properties.isWhitespace || $0.value < 0x20 }
    }
}

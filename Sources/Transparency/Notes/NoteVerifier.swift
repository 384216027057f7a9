public import Crypto

/// A public key that checks notes: of a log, or of a witness that signed a log's checkpoint.
public struct NoteVerifier: Sendable {
    /// What a key signs, by the type byte of C2SP signed-note.
    public enum Algorithm: UInt8, Sendable {
        /// Ed25519 over the text (C2SP signed-note).
        case ed25519 = 0x01
        /// Ed25519 over a time and a checkpoint (C2SP tlog-cosignature, `cosignature/v1`).
        case cosignature = 0x04
    }

    public let name: String
    public let algorithm: Algorithm
    private let publicKey: Curve25519.Signing.PublicKey

    /// Nil if the name is not allowed: empty, or with white space or a plus sign.
    public init?(name: String, algorithm: Algorithm = .ed25519, publicKey: Curve25519.Signing.PublicKey) {
        guard NoteName.isValid(name) else { return nil }
        self.init(validName: name, algorithm: algorithm, publicKey: publicKey)
    }

    init(validName: String, algorithm: Algorithm, publicKey: Curve25519.Signing.PublicKey) {
        name = validName
        self.algorithm = algorithm
        self.publicKey = publicKey
    }

    /// Reads a verifier key: `name+keyid+base64(type, key)`.
    ///
    /// - Throws: `ProofError.malformedKey`.
    public init(_ text: String) throws(ProofError) {
        // Base64 has plus signs too; a name has none.
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, NoteName.isValid(parts[0]) else {
            throw .malformedKey("it is not a name, a key id and a key with plus signs between them")
        }
        guard let bytes = Base64.decode(parts[2]), let type = bytes.first else { throw .malformedKey("its key is not base64") }
        guard let algorithm = Algorithm(rawValue: type) else {
            throw .malformedKey("its type is \(type), and only 1 (Ed25519) and 4 (Ed25519 cosignature) are read")
        }
        guard bytes.count == 33, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes.dropFirst()) else {
            throw .malformedKey("its key is not the 32 bytes of an Ed25519 key")
        }
        self.init(validName: parts[0], algorithm: algorithm, publicKey: key)
        guard parts[1].lowercased() == hexadecimalKeyID else {
            throw .malformedKey("its key id is not that of its name and key; a letter may be wrong")
        }
    }

    /// Four bytes that tell keys of one name apart: the start of SHA-256 of name, line feed, type and key.
    public var keyID: [UInt8] {
        Array(SHA256.hash(data: Array(name.utf8) + [0x0A, algorithm.rawValue] + publicKey.rawRepresentation).prefix(4))
    }

    /// The key id in eight hexadecimal digits.
    public var hexadecimalKeyID: String {
        keyID.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
    }

    /// The key as other tools read it: `name+keyid+base64(type, key)`.
    public var text: String {
        "\(name)+\(hexadecimalKeyID)+\(Base64.encode([algorithm.rawValue] + publicKey.rawRepresentation))"
    }

    /// The signed text, if this key signed it; nil otherwise.
    public func open(_ note: String) -> String? {
        guard let note = try? SignedNote(note), (try? note.verified(by: [self])) != nil else { return nil }
        return note.text
    }

    /// Whether a signature bears this key's name and id. Names are compared byte by byte.
    func bears(_ signature: NoteSignature) -> Bool {
        signature.keyID == keyID && signature.name.utf8.elementsEqual(name.utf8)
    }

    /// The signature, if this key made it over `text`; nil otherwise.
    func check(_ signature: NoteSignature, of text: String) -> VerifiedSignature? {
        switch algorithm {
        case .ed25519:
            guard publicKey.isValidSignature(signature.bytes, for: Array(text.utf8)) else { return nil }
            return VerifiedSignature(key: self, time: nil)
        case .cosignature:
            guard signature.bytes.count == Cosignature.length else { return nil }
            let time = signature.bytes.prefix(Cosignature.timeLength).reduce(0) { $0 << 8 | UInt64($1) }
            let message = Array(Cosignature.message(text, time: time).utf8)
            guard time <= UInt64(Int64.max),
                publicKey.isValidSignature(signature.bytes.dropFirst(Cosignature.timeLength), for: message)
            else { return nil }
            return VerifiedSignature(key: self, time: time)
        }
    }
}

extension NoteVerifier: Equatable {
    public static func == (a: NoteVerifier, b: NoteVerifier) -> Bool {
        a.algorithm == b.algorithm && a.name.utf8.elementsEqual(b.name.utf8)
            && a.publicKey.rawRepresentation == b.publicKey.rawRepresentation
    }
}

/// What a witness says of a checkpoint: C2SP tlog-cosignature, `cosignature/v1`.
enum Cosignature {
    /// Bytes of the time before the signature, a big-endian number of seconds since 1970 began.
    static let timeLength = 8
    /// Bytes of time and Ed25519 signature.
    static let length = timeLength + 64

    /// What is signed: a line that says what this is, the time, and the checkpoint's text.
    static func message(_ text: String, time: UInt64) -> String { "cosignature/v1\ntime \(time)\n\(text)" }
}

public import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The key that signs a log's checkpoints: Ed25519, as C2SP signed-note has it (signature type 1).
public struct NoteSigner: Sendable {
    /// The log's name, and so the first line of its checkpoints.
    public let name: String
    private let key: Curve25519.Signing.PrivateKey

    /// Nil if the name is not allowed: empty, or with white space or a plus sign (C2SP signed-note).
    public init?(name: String, key: Curve25519.Signing.PrivateKey) {
        guard NoteVerifier.isName(name) else { return nil }
        self.name = name
        self.key = key
    }

    /// The key that checks what this one signs.
    public var verifier: NoteVerifier { NoteVerifier(name: name, publicKey: key.publicKey) }

    /// The text with its signature. The text ends with a line feed.
    public func sign(_ text: String) -> String {
        guard let signature = try? key.signature(for: Array(text.utf8)) else { preconditionFailure("Ed25519 signs any text") }
        let line = Data(verifier.keyID + Array(signature)).base64EncodedString()
        return "\(text)\n\u{2014} \(name) \(line)\n"
    }
}

/// The key that checks a log's checkpoints.
public struct NoteVerifier: Sendable {
    public let name: String
    private let publicKey: Curve25519.Signing.PublicKey

    init(name: String, publicKey: Curve25519.Signing.PublicKey) {
        self.name = name
        self.publicKey = publicKey
    }

    /// The signature type of Ed25519 in C2SP signed-note.
    static let ed25519: UInt8 = 1

    /// Four bytes that tell keys of one name apart: the start of SHA-256 of name, line feed, type and key.
    var keyID: [UInt8] {
        Array(SHA256.hash(data: Array(name.utf8) + [0x0A, Self.ed25519] + publicKey.rawRepresentation).prefix(4))
    }

    /// The key as other tools read it: `name+keyid+base64(type, key)`.
    public var text: String {
        let id = keyID.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
        return "\(name)+\(id)+\(Data([Self.ed25519] + publicKey.rawRepresentation).base64EncodedString())"
    }

    /// The signed text, if this key signed it; nil otherwise.
    public func open(_ note: String) -> String? {
        guard let split = note.ranges(of: "\n\n").last else { return nil }
        let text = note[..<split.lowerBound] + "\n"
        for line in note[split.upperBound...].split(separator: "\n") {
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == "\u{2014}", parts[1] == name, let blob = Data(base64Encoded: String(parts[2])),
                Array(blob.prefix(4)) == keyID
            else { continue }
            return publicKey.isValidSignature(blob.dropFirst(4), for: Array(text.utf8)) ? String(text) : nil
        }
        return nil
    }

    static func isName(_ name: String) -> Bool {
        !name.isEmpty && !name.contains("+") && !name.unicodeScalars.contains { $0.properties.isWhitespace || $0.value < 0x20 }
    }
}

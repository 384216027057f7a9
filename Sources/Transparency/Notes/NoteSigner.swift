public import Crypto

/// The key that signs a log's checkpoints: Ed25519, as C2SP signed-note has it (signature type 1).
public struct NoteSigner: Sendable {
    /// The log's name, and so the first line of its checkpoints.
    public let name: String
    private let key: Curve25519.Signing.PrivateKey
    /// The key that checks what this one signs.
    public let verifier: NoteVerifier
    private let keyID: [UInt8]

    /// Nil if the name is not allowed: empty, or with white space or a plus sign (C2SP signed-note).
    public init?(name: String, key: Curve25519.Signing.PrivateKey) {
        guard NoteName.isValid(name) else { return nil }
        self.name = name
        self.key = key
        verifier = NoteVerifier(validName: name, algorithm: .ed25519, publicKey: key.publicKey)
        keyID = verifier.keyID
    }

    /// The text with its signature. The text ends with a line feed.
    public func sign(_ text: String) -> String {
        guard let signature = try? key.signature(for: Array(text.utf8)) else { preconditionFailure("Ed25519 signs any text") }
        let line = NoteSignature(name: name, keyID: keyID, bytes: Array(signature))
        return SignedNote(text: text, signatures: [line]).note
    }
}

import Events
import Transparency

/// What a checkpoint says of itself that bears a log's name and that none of the keys at hand signed. Nothing of it is believed.
struct ForeignSigner: Equatable, Sendable {
    /// The events that it says there are.
    let size: UInt64
    /// The id of the key that signed it, in eight hexadecimal digits.
    let keyID: String

    /// Nil for what is no checkpoint of a log of this name.
    init?(of note: String, by origin: String) {
        guard let signed = try? SignedNote(note), let checkpoint = Checkpoint(signed.text), checkpoint.origin == origin,
            let signature = signed.signatures.first(where: { $0.name == origin })
        else { return nil }
        size = checkpoint.size
        keyID = hexadecimal(signature.keyID)
    }
}

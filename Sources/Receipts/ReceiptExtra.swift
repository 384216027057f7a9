public import JSON
import Transparency

/// The extra data of this ledger's receipts: what the event as it is shown does not tell and its header is made of.
///
/// One JSON object: `leaf_base64`, the header's bytes as they were hashed into the tree, and `salt_base64`, 32 bytes that
/// open the header's digests. Nobody has signed it. The leaf is believed only if the proof leads from it to the signed
/// root, and the salt only if the digests come out.
public struct ReceiptExtra: Sendable, Equatable {
    /// The header's bytes: the Merkle leaf.
    public let leaf: [UInt8]
    /// Nil where the receipt is to show nothing of the data, or the subject's key is destroyed.
    public let salt: [UInt8]?

    public init(leaf: [UInt8], salt: [UInt8]?) {
        self.leaf = leaf
        self.salt = salt
    }

    /// The JSON object.
    public var bytes: [UInt8] {
        var writer = JSONWriter(capacity: 2 * leaf.count)
        writer.object { writer in
            writer.member("leaf_base64", Base64.encode(leaf))
            if let salt { writer.member("salt_base64", Base64.encode(salt)) }
        }
        return writer.bytes
    }

    /// Reads what `bytes` wrote; nil for anything else, as for a receipt of another log.
    public init?(_ bytes: [UInt8]) {
        guard let document = try? JSONDocument(bytes),
            let leaf = document.root["leaf_base64"]?.string.flatMap({ Base64.decode($0) })
        else { return nil }
        self.init(leaf: leaf, salt: Self.salt(in: document.root))
    }

    /// The salt that a JSON object tells in `salt_base64`, as receipts and disclosures do; nil if it tells none.
    public static func salt(in object: JSONValue) -> [UInt8]? {
        object["salt_base64"]?.string.flatMap { Base64.decode($0) }
    }
}

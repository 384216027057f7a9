package import Crypto
import Spans

extension Sealed {
    /// Whether a sealed part opens to data and attributes of these digests, found without a copy; false also where that cannot be told
    /// so quickly.
    ///
    /// - Parameters:
    ///   - dataDigest: in hexadecimal.
    ///   - attributesDigest: in hexadecimal; it counts only if there are attributes.
    package static func isWhole(
        _ sealed: Span<UInt8>, with key: SymmetricKey, dataDigest: Span<UInt8>, attributesDigest: Span<UInt8>,
        hasAttributes: Bool
    ) -> Bool {
        let found = Opening.of(sealed, with: key) { plain in
            guard let parts = SealedParts(plain), plain.count > SealedParts.dataStart else { return false }
            let salt = plain.extracting(0..<saltLength)
            let data = plain.extracting(SealedParts.dataStart..<parts.dataEnd)
            // The digest says that these are the bytes that were posted; they were read as JSON before they were taken.
            guard data.count >= 2, data[0] == UInt8(ascii: "{"), data[data.count - 1] == UInt8(ascii: "}"),
                isHexadecimal(dataDigest, of: Hash.of(salt, data)), (parts.dataEnd < plain.count) == hasAttributes
            else { return false }
            let attributes = plain.extracting(parts.dataEnd..<plain.count)
            return !hasAttributes || isHexadecimal(attributesDigest, of: Hash.of(salt, attributes))
        }
        return found ?? false
    }
}

/// Where data and attributes stand in the plain text of a sealed part.
struct SealedParts {
    static let dataStart = Sealed.saltLength + 4
    let dataEnd: Int

    /// Nil where it is cut off.
    init?(_ plain: Span<UInt8>) {
        guard plain.count >= Self.dataStart else { return nil }
        var length = 0
        for at in Sealed.saltLength..<Self.dataStart { length = length << 8 | Int(plain[at]) }
        guard length <= plain.count - Self.dataStart else { return nil }
        dataEnd = Self.dataStart + length
    }
}

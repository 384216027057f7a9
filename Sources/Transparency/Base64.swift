#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Base64 as the C2SP formats have it (RFC 4648, section 4, with padding), read strictly: bytes have one spelling.
package enum Base64 {
    /// The one spelling of `bytes`.
    package static func encode(_ bytes: some Collection<UInt8>) -> String { Data(bytes).base64EncodedString() }

    /// The bytes that `text` stands for; nil for everything that `encode` does not write.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let text = String(text)
        guard let data = Data(base64Encoded: text), data.base64EncodedString() == text else { return nil }
        return Array(data)
    }
}

package import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Opens what AES-256-GCM sealed where it stands.
package enum Opening {
    /// Opens and looks at the plain text.
    ///
    /// - Parameters:
    ///   - sealed: 12 bytes nonce, the cipher text, 16 bytes tag.
    ///   - body: told the plain text, which is gone afterwards.
    /// - Returns: what `body` finds; nil where the tag does not fit the key.
    package static func of<Found>(
        _ sealed: Span<UInt8>, with key: SymmetricKey, _ body: (Span<UInt8>) -> Found
    ) -> Found? {
        unsafe sealed.withUnsafeBytes { sealed in
            guard let box = try? unsafe AES.GCM.SealedBox(combined: sealed), let plain = try? AES.GCM.open(box, using: key)
            else { return nil }
            return unsafe plain.withUnsafeBytes { body(unsafe Span(_unsafeBytes: $0)) }
        }
    }

    /// The plain text; nil where the tag does not fit the key.
    package static func bytes(of sealed: Span<UInt8>, with key: SymmetricKey) -> [UInt8]? {
        of(sealed, with: key) { plain in unsafe plain.withUnsafeBufferPointer { unsafe Array($0) } }
    }
}

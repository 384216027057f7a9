package import Crypto
import Spans

/// A sealed part that has been opened: its plain text, and where in it data and attributes stand.
package struct Opened: Sendable {
    /// 32 bytes salt, the data's length as a big-endian 32-bit number, the data, the sealed attributes.
    private let plain: [UInt8]
    private let dataEnd: Int

    /// Opens what `Sealed.seal` made.
    package init(_ sealed: Span<UInt8>, with key: SymmetricKey) throws(RecordError) {
        guard let opened = Opening.bytes(of: sealed, with: key) else { throw .sealed("its tag does not fit the subject's key") }
        guard opened.count >= SealedParts.dataStart else { throw .sealed("it is too short") }
        guard let parts = SealedParts(opened.span) else { throw .sealed("its data is cut off") }
        plain = opened
        dataEnd = parts.dataEnd
    }

    package var salt: ArraySlice<UInt8> { plain[..<Sealed.saltLength] }
    /// The posted `data`, byte for byte.
    package var data: ArraySlice<UInt8> { plain[SealedParts.dataStart..<dataEnd] }
    /// A JSON object; nothing where there are none.
    package var attributes: ArraySlice<UInt8> { plain[dataEnd...] }
}

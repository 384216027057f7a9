package import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A sealed part that has been opened: its plain text, and where in it data and attributes stand.
package struct Opened: Sendable {
    /// 32 bytes salt, the data's length as a big-endian 32-bit number, the data, the sealed attributes.
    private let plain: [UInt8]
    private let dataEnd: Int

    private static let dataStart = Sealed.saltLength + 4

    /// Opens what `Sealed.seal` made.
    package init(_ sealed: [UInt8], with key: SymmetricKey) throws(RecordError) {
        do { plain = Array(try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key)) } catch {
            throw .sealed("its tag does not fit the subject's key")
        }
        guard plain.count >= Self.dataStart else { throw .sealed("it is too short") }
        let length = plain[Sealed.saltLength..<Self.dataStart].reduce(0) { $0 << 8 | Int($1) }
        guard length <= plain.count - Self.dataStart else { throw .sealed("its data is cut off") }
        dataEnd = Self.dataStart + length
    }

    package var salt: ArraySlice<UInt8> { plain[..<Sealed.saltLength] }
    /// The posted `data`, byte for byte.
    package var data: ArraySlice<UInt8> { plain[Self.dataStart..<dataEnd] }
    /// A JSON object; nothing where there are none.
    package var attributes: ArraySlice<UInt8> { plain[dataEnd...] }
}

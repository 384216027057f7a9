public import Crypto
import JSON

/// What is kept under the subject's key: the data and the attributes that may carry narrative, with the salt that opens
/// their digests.
///
/// On disk: 12 bytes nonce, the AES-256-GCM ciphertext, 16 bytes tag. The plain text is 32 bytes salt, the data's length
/// as a big-endian 32-bit number, the data, the sealed attributes as a JSON object (nothing where there are none).
public struct Sealed: Sendable, Equatable {
    /// 32 random bytes.
    public let salt: [UInt8]
    /// The posted `data`, byte for byte.
    public let data: [UInt8]
    public let attributes: SealedAttributes
    /// The same as they are kept.
    private let attributesBytes: [UInt8]

    public static let saltLength = 32

    /// - Parameter salt: 32 random bytes.
    public init(salt: [UInt8], data: [UInt8], attributes: SealedAttributes) {
        precondition(salt.count == Self.saltLength, "a salt is \(Self.saltLength) bytes")
        self.salt = salt
        self.data = data
        self.attributes = attributes
        attributesBytes = attributes.bytes
    }

    /// SHA-256 of salt and data in lower-case hexadecimal: the header's `datadigest`.
    public var dataDigest: String { digest(data) }

    /// The same of salt and sealed attributes; nil where there are none.
    public var attributesDigest: String? { attributes.isEmpty ? nil : digest(attributesBytes) }

    private func digest(_ bytes: [UInt8]) -> String {
        var hash = SHA256()
        hash.update(data: salt)
        hash.update(data: bytes)
        return hexadecimal(hash.finalize())
    }

    /// Bytes of the nonce.
    public static let nonceLength = 12

    /// Seals under `key`.
    ///
    /// - Parameter nonce: 12 random bytes that were never used before.
    public func seal(with key: SymmetricKey, nonce: ArraySlice<UInt8>) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(Self.saltLength + 4 + data.count + attributesBytes.count)
        plain += salt
        for shift in stride(from: 24, through: 0, by: -8) { plain.append(UInt8(truncatingIfNeeded: data.count >> shift)) }
        plain += data
        plain += attributesBytes
        guard let nonce = try? AES.GCM.Nonce(data: nonce), let box = try? AES.GCM.seal(plain, using: key, nonce: nonce),
            let combined = box.combined
        else {
            preconditionFailure("a 256-bit key and a 96-bit nonce seal anything this short")
        }
        return Array(combined)
    }

    /// Opens what `seal` made.
    public init(opening bytes: [UInt8], with key: SymmetricKey) throws(RecordError) {
        let opened = try Opened(bytes.span, with: key)
        salt = Array(opened.salt)
        data = Array(opened.data)
        attributesBytes = Array(opened.attributes)
        do throws(JSONError) { attributes = try SealedAttributes(bytes: attributesBytes) } catch {
            throw .sealed("its attributes cannot be read: \(error.reason)")
        }
    }
}

/// Lower-case hexadecimal.
public func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10 }
    let bytes = Array(bytes)
    var text = [UInt8](repeating: 0, count: 2 * bytes.count)
    for at in bytes.indices {
        text[2 * at] = digit(bytes[at] >> 4)
        text[2 * at + 1] = digit(bytes[at] & 15)
    }
    return String(decoding: text, as: UTF8.self)
}

import Crypto
import Events

/// Checks what one event says by itself.
struct EventCheck {
    private let keys: KeyReader?

    init(keys: KeyReader?) { self.keys = keys }

    /// Reads the header and checks that it is what the ledger writes, to the byte.
    static func header(_ bytes: [UInt8], at position: UInt64) throws -> Header {
        func fault(_ reason: String) -> LedgerFault { LedgerFault(position: position, reason: reason) }
        let header: Header
        do { header = try Header(bytes: bytes) } catch { throw fault("\(error)") }
        guard header.position.rawValue == position else { throw fault("its header says position \(header.position)") }
        let draft = HeaderDraft(
            header.attributes, postedBy: header.postedBy, dataDigest: header.dataDigest, attributesDigest: header.attributesDigest
        )
        guard draft.bytes(position: header.position, recordedTime: header.recordedTime) == bytes else {
            throw fault("its header is not in canonical form")
        }
        return header
    }

    /// Opens the sealed part and compares it with the header's digests; false where the subject has no key.
    func opens(_ sealed: [UInt8], of header: Header) throws -> Bool {
        func fault(_ reason: String) -> LedgerFault { LedgerFault(position: header.position.rawValue, reason: reason) }
        guard let key = try keys?.key(of: header.attributes.subject) else {
            if try keys?.erasure(of: header.attributes.subject) == nil {
                throw fault("the key of \(header.attributes.subject) is missing, and nothing says that it was erased")
            }
            return false
        }
        let content: Opened
        do { content = try Opened(sealed.span, with: key) } catch { throw fault("what is sealed does not open: \(error)") }
        guard Self.digest(content.salt, content.data, is: header.dataDigest) else {
            throw fault("its data is not what the header's digest says")
        }
        guard
            content.attributes.isEmpty
                ? header.attributesDigest == nil
                : header.attributesDigest.map({ Self.digest(content.salt, content.attributes, is: $0) }) == true
        else { throw fault("its sealed attributes are not what the header's digest says") }
        // The digest says that these are the bytes that were posted; they were read as JSON before they were taken.
        guard content.data.first == UInt8(ascii: "{"), content.data.last == UInt8(ascii: "}") else {
            throw fault("its data is no JSON object")
        }
        return true
    }

    /// Whether SHA-256 of salt and bytes is this, in lower-case hexadecimal.
    private static func digest(_ salt: ArraySlice<UInt8>, _ bytes: ArraySlice<UInt8>, is text: String) -> Bool {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10 }
        var hash = SHA256()
        hash.update(data: salt)
        hash.update(data: bytes)
        var digits = text.utf8.makeIterator()
        for byte in hash.finalize() {
            guard digits.next() == digit(byte >> 4), digits.next() == digit(byte & 15) else { return false }
        }
        return digits.next() == nil
    }
}

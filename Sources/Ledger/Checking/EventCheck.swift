import Crypto
import Events
import JSON

/// Checks what one event says by itself.
struct EventCheck {
    private let keys: KeyReader?
    /// Keys unwrapped so far; nil for a subject without one.
    private var cache: [Subject: SymmetricKey?] = [:]
    private static let cacheLimit = 10_000

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
    mutating func opens(_ sealed: [UInt8], of header: Header) throws -> Bool {
        func fault(_ reason: String) -> LedgerFault { LedgerFault(position: header.position.rawValue, reason: reason) }
        guard let key = try key(of: header.attributes.subject) else {
            if try keys?.erasure(of: header.attributes.subject) == nil {
                throw fault("the key of \(header.attributes.subject) is missing, and nothing says that it was erased")
            }
            return false
        }
        let content: Sealed
        do { content = try Sealed(opening: sealed, with: key) } catch { throw fault("what is sealed does not open: \(error)") }
        guard content.dataDigest == header.dataDigest else { throw fault("its data is not what the header's digest says") }
        guard content.attributesDigest == header.attributesDigest else {
            throw fault("its sealed attributes are not what the header's digest says")
        }
        guard (try? JSONDocument(content.data))?.root.kind == .object else { throw fault("its data is no JSON object") }
        return true
    }

    private mutating func key(of subject: Subject) throws -> SymmetricKey? {
        guard let keys else { return nil }
        if let known = cache[subject] { return known }
        let key = try keys.key(of: subject)
        if cache.count >= Self.cacheLimit { cache.removeAll(keepingCapacity: true) }
        cache[subject] = .some(key)
        return key
    }
}

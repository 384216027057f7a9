import Crypto
import Events
import JSON

/// One event, sealed and digested, waiting for its position.
public final class Prepared: Sendable {
    let posting: Posting
    let id: IDKey
    let draft: HeaderDraft
    let sealed: [UInt8]
    /// The key it is sealed under.
    let key: SymmetricKey
    /// The same, if it is kept nowhere else yet.
    private let newKey: KeyRing.NewKey?
    private let postedBy: String
    private let dataDigest: String
    private let attributesDigest: String?

    /// - Parameter random: bytes for the salt and the nonce.
    init(
        _ posting: Posting, postedBy: String, random: ArraySlice<UInt8>, key: (key: SymmetricKey, new: KeyRing.NewKey?)
    ) {
        self.posting = posting
        self.key = key.key
        newKey = key.new
        self.postedBy = postedBy
        let attributes = posting.attributes
        let salt = Array(random.prefix(Sealed.saltLength))
        let sealed = Sealed(salt: salt, data: posting.data, attributes: attributes.sealed)
        dataDigest = sealed.dataDigest
        attributesDigest = sealed.attributesDigest
        id = IDKey(attributes.reference)
        draft = HeaderDraft(attributes, postedBy: postedBy, dataDigest: dataDigest, attributesDigest: attributesDigest)
        self.sealed = sealed.seal(with: key.key, nonce: random.dropFirst(Sealed.saltLength))
    }

    /// Random bytes that an event needs.
    static let randomLength = Sealed.saltLength + Sealed.nonceLength

    /// Bytes that it will take in the log, about.
    var size: Int { draft.length + sealed.count }

    /// The event it has become, as if it were read from the log.
    func event(at position: Position, recordedTime: Instant) -> Event {
        var attributes = posting.attributes
        attributes.sealed = SealedAttributes()
        let header = Header(
            attributes: attributes, position: position, recordedTime: recordedTime, postedBy: postedBy,
            dataDigest: dataDigest, attributesDigest: attributesDigest)
        return Event(header: header, data: posting.content.root, sealedAttributes: posting.attributes.sealed)
    }
}

extension Prepared {
    /// The event it has become, as it stands in the log; nil where it is not wanted.
    func recorded(
        at position: Position, recordedTime: Instant, where wanted: (RecordedHeader) -> Bool
    ) throws -> RecordedEvent? {
        let header = try RecordedHeader(draft.bytes(position: position, recordedTime: recordedTime))
        return wanted(header) ? RecordedEvent(header, .init(posting.data[...], posting.attributes.sealed.bytes[...])) : nil
    }
}

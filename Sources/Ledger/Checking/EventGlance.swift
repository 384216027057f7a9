import Crypto
import Events
import LMDB
import Spans

/// What a check of the whole needs to know of an event.
struct EventFacts {
    let recordedTime: Instant
    let id: IDKey
    /// The hash of the subject's name.
    let subject: UInt64
    /// Whether the sealed part was opened; false where the subject has no key, or none was asked for.
    let isOpened: Bool

    init(recordedTime: Instant, id: IDKey, subject: UInt64, isOpened: Bool) {
        self.recordedTime = recordedTime
        self.id = id
        self.subject = subject
        self.isOpened = isOpened
    }

    /// Of an event whose header was read.
    init(_ header: Header, isOpened: Bool, _ hash: RowHash) {
        let name = Array(header.attributes.subject.description.utf8)
        self.init(
            recordedTime: header.recordedTime, id: IDKey(header.attributes.reference), subject: hash.name(name.span),
            isOpened: isOpened)
    }
}

/// Checks events where they stand in the map, and copies nothing. One of these belongs to one worker: it remembers subjects' keys
/// without asking the others.
///
/// It finds that an event is right, or nothing: what may be wrong is for `EventCheck` to look at, which says why.
struct EventGlance {
    private let keys: KeyReader?
    private let hash: RowHash
    private var known = KnownKeys()

    init(keys: KeyReader?, hash: RowHash) {
        self.keys = keys
        self.hash = hash
    }

    /// What there is to know of the event; nil where it may be wrong.
    mutating func facts(_ header: Span<UInt8>, _ sealed: Span<UInt8>, at position: UInt64) throws -> EventFacts? {
        guard let glance = HeaderGlance(header, at: Position(position)) else { return nil }
        let subject = header.extracting(glance.subject)
        let name = hash.name(subject)
        var isOpened = false
        if keys != nil {
            guard let known = try known(subject, name) else { return nil }
            if case .key(let key) = known {
                guard
                    Sealed.isWhole(
                        sealed, with: key, dataDigest: header.extracting(glance.dataDigest),
                        attributesDigest: header.extracting(glance.attributesDigest ?? 0..<0),
                        hasAttributes: glance.attributesDigest != nil)
                else { return nil }
                isOpened = true
            }
        }
        return EventFacts(
            recordedTime: glance.recordedTime,
            id: IDKey(source: header.extracting(glance.source), id: header.extracting(glance.id)), subject: name,
            isOpened: isOpened)
    }

    /// What is known of the subject's key; nil where it is missing and nothing says why.
    private mutating func known(_ subject: Span<UInt8>, _ hash: UInt64) throws -> KnownKeys.Known? {
        if let found = known[hash] { return found }
        guard let keys, let subject = Subject(String(decoding: Array(copying: subject), as: UTF8.self)) else { return nil }
        let key = try keys.key(of: subject)
        if key == nil, try keys.erasure(of: subject) == nil { return nil }
        known.set(key, for: hash)
        return known[hash]
    }
}

import Crypto
public import Events
import JSON
import Posix

/// Events to append, all or none, with everything done that can be done before their positions are known.
public struct Submission: Sendable {
    let events: [Prepared]
    /// Append only if the subject of the events is at this version.
    let expectedVersion: UInt64?
    /// Bytes that it will take in the log, about.
    let size: Int
    /// The subjects that are erased with it: their keys are destroyed as soon as the events are on disk.
    let erases: [Erasing]

    /// Joins parts that were prepared apart, in order.
    ///
    /// - Throws: `AppendError.severalSubjects` where a version is expected of more than one subject.
    /// - Parameters:
    ///   - parts: prepared events.
    ///   - expectedVersion: append only if the subject of the events is at this version.
    ///   - erases: the subject whose key is to be destroyed, where the last of the events says so.
    public init(_ parts: [[Prepared]], expectedVersion: UInt64?, erases: ErasedSubject? = nil) throws(AppendError) {
        events = parts.count == 1 ? parts[0] : Array(parts.joined())
        if expectedVersion != nil, Set(events.map(\.posting.attributes.subject)).count > 1 { throw .severalSubjects }
        self.expectedVersion = expectedVersion
        let last = events.count - 1
        self.erases = erases.map { [Erasing(subject: $0.subject, version: $0.version, event: last)] } ?? []
        size = events.reduce(0) { $0 + $1.size }
    }

    /// Says anew of subjects that they are erased, where the log has lost what said so first.
    ///
    /// - Parameters:
    ///   - subjects: whose keys are gone already.
    ///   - events: the first of them say so, each of the subject at its place; others may follow.
    public init(restating subjects: [Subject], by events: [Prepared]) {
        precondition(subjects.count <= events.count, "each subject has an event that says so")
        self.events = events
        expectedVersion = nil
        erases = subjects.enumerated().map { Erasing(subject: $1, version: nil, event: $0) }
        size = events.reduce(0) { $0 + $1.size }
    }
}

/// A subject that is erased with a submission.
struct Erasing: Sendable {
    let subject: Subject
    /// How many events it must have; nil where it is erased already, and only said to be so anew.
    let version: UInt64?
    /// Which of the submission's events says so.
    let event: Int
}

/// A subject that is to be erased, if it still is what those who decided had before them.
public struct ErasedSubject: Sendable {
    public let subject: Subject
    /// How many events it has.
    public let version: UInt64

    public init(_ subject: Subject, version: UInt64) {
        self.subject = subject
        self.version = version
    }
}

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

/// What an append answers for one event.
public struct Appended: Sendable, Equatable {
    public let position: Position
    /// When this ledger committed it, the first time where it is a duplicate.
    public let recordedTime: Instant
    /// The event's number among those of its subject, from 1.
    public let subjectVersion: UInt64
    /// Whether the ledger had it already.
    public let duplicate: Bool

    /// The answer to a repeat of the same event.
    var repeated: Appended {
        Appended(position: position, recordedTime: recordedTime, subjectVersion: subjectVersion, duplicate: true)
    }
}

extension Ledger {
    /// Seals and digests postings where they arrive, so that the writer has little left to do.
    ///
    /// - Parameters:
    ///   - postings: some or all events of a submission.
    ///   - postedBy: who hands them in, as the kernel attests it.
    ///   - firstIndex: the place of the first of them in the submission, for errors.
    /// - Throws: `AppendError.tooLarge`, or what the storage of keys throws.
    public func prepare(_ postings: [Posting], postedBy: String, firstIndex: Int = 0) throws -> [Prepared] {
        var prepared: [Prepared] = []
        prepared.reserveCapacity(postings.count)
        var random = randomBytes(postings.count * Prepared.randomLength)[...]
        var last: (subject: Subject, key: (key: SymmetricKey, new: KeyRing.NewKey?))?
        for (index, posting) in zip(firstIndex..., postings) {
            guard posting.data.count <= LedgerSettings.dataLimit else {
                throw AppendError.tooLarge(index: index, limit: LedgerSettings.dataLimit)
            }
            // Who posts much posts the events of one subject after each other.
            let subject = posting.attributes.subject
            let key = try last.flatMap { $0.subject == subject ? $0.key : nil } ?? keys.keyForSealing(subject)
            last = (subject, key)
            let event = Prepared(posting, postedBy: postedBy, random: random.prefix(Prepared.randomLength), key: key)
            random = random.dropFirst(Prepared.randomLength)
            guard event.draft.length <= HeaderDraft.lengthLimit else {
                throw AppendError.tooLarge(index: index, limit: HeaderDraft.lengthLimit)
            }
            prepared.append(event)
        }
        return prepared
    }
}

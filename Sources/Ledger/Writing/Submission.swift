public import Events

/// Events to append, all or none, with everything done that can be done before their positions are known.
public struct Submission: Sendable {
    let events: [Prepared]
    /// Append only if the subject of the events is at this version.
    let expectedVersion: UInt64?

    /// Bytes that it will take in the log, about.
    var size: Int { events.reduce(0) { $0 + $1.draft.length + $1.sealed.count } }
}

/// One event, sealed and digested, waiting for its position.
struct Prepared: Sendable {
    let posting: Posting
    let id: IDKey
    let draft: HeaderDraft
    let sealed: [UInt8]
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
}

extension Ledger {
    /// Seals and digests postings where they arrive, so that the writer has little left to do.
    ///
    /// - Parameters:
    ///   - postings: at most `LedgerSettings.batchLimit`.
    ///   - postedBy: who hands them in, as the kernel attests it.
    ///   - expectedVersion: append only if the subject, the same for all, is at this version.
    public func prepare(_ postings: [Posting], postedBy: String, expectedVersion: UInt64? = nil) throws -> Submission {
        if expectedVersion != nil, Set(postings.map(\.attributes.subject)).count > 1 { throw AppendError.severalSubjects }
        var prepared: [Prepared] = []
        prepared.reserveCapacity(postings.count)
        for (index, posting) in postings.enumerated() {
            guard posting.data.count <= LedgerSettings.dataLimit else {
                throw AppendError.tooLarge(index: index, limit: LedgerSettings.dataLimit)
            }
            let event = try prepare(posting, postedBy: postedBy)
            guard event.draft.length <= HeaderDraft.lengthLimit else {
                throw AppendError.tooLarge(index: index, limit: HeaderDraft.lengthLimit)
            }
            prepared.append(event)
        }
        return Submission(events: prepared, expectedVersion: expectedVersion)
    }

    private func prepare(_ posting: Posting, postedBy: String) throws -> Prepared {
        let attributes = posting.attributes
        let key = try keys.keyForSealing(attributes.subject)
        let sealed = Sealed(salt: randomBytes(Sealed.saltLength), data: posting.data, attributes: attributes.sealed)
        let draft = HeaderDraft(
            attributes, postedBy: postedBy, dataDigest: sealed.dataDigest, attributesDigest: sealed.attributesDigest)
        return Prepared(posting: posting, id: IDKey(attributes.reference), draft: draft, sealed: sealed.seal(with: key))
    }
}

import Crypto
public import Events
import JSON
import Posix

extension Ledger {
    /// Seals and digests postings where they arrive, so that the writer has little left to do.
    ///
    /// - Parameters:
    ///   - postings: some or all events of a submission.
    ///   - postedBy: who hands them in, as the kernel attests it.
    ///   - firstIndex: the place of the first of them in the submission, for errors.
    /// - Throws: `AppendError.tooLarge`, or what the storage of keys throws.
    public func prepare(_ postings: [Posting], postedBy: String, firstIndex: Int = 0) throws -> [Prepared] {
        try keys.prepare(postings, postedBy: postedBy, firstIndex: firstIndex)
    }
}

extension KeyRing {
    /// Seals and digests postings, each under its subject's key.
    func prepare(_ postings: [Posting], postedBy: String, firstIndex: Int = 0) throws -> [Prepared] {
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
            let key = try last.flatMap { $0.subject == subject ? $0.key : nil } ?? keyForSealing(subject)
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

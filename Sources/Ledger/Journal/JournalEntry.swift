import Events
import JSON

/// One submission as the journal holds it: of each event its header, as if its place were decided already, the data and the sealed
/// attributes, each behind its length as a big-endian 32-bit number.
struct JournalEntry: Sendable {
    let bytes: [UInt8]

    private struct CutOff: Error, CustomStringConvertible {
        let description = "an entry of the journal ends before its parts do"
    }

    /// - Parameter now: the time that the headers bear; the commit decides another.
    init(_ submission: Submission, at now: Instant) {
        precondition(submission.expectedVersion == nil && submission.erases.isEmpty, "what depends on the log's end is committed")
        var bytes: [UInt8] = []
        for event in submission.events {
            let header = event.draft.bytes(position: Position(0), recordedTime: now)
            for part in [header, event.posting.data, event.posting.attributes.sealed.bytes] {
                LengthPrefixed.append(part, to: &bytes)
            }
        }
        self.bytes = bytes
    }

    /// An entry as it was read.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The events, and who handed each in.
    func postings() throws -> [(posting: Posting, postedBy: String)] {
        guard let parts = LengthPrefixed.parts(bytes), parts.count.isMultiple(of: 3) else { throw CutOff() }
        return try stride(from: 0, to: parts.count, by: 3).map { at in
            let header = try Header(bytes: Array(parts[at]))
            var attributes = header.attributes
            attributes.sealed = try SealedAttributes(bytes: Array(parts[at + 2]))
            return (Posting(attributes: attributes, content: try JSONDocument(Array(parts[at + 1]))), header.postedBy)
        }
    }
}

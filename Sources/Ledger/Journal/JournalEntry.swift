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
                for shift in stride(from: 24, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: part.count >> shift)) }
                bytes += part
            }
        }
        self.bytes = bytes
    }

    init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        _ = try postings()
    }

    /// The events, and who handed each in.
    func postings() throws -> [(posting: Posting, postedBy: String)] {
        var rest = bytes[...]
        func part() throws -> [UInt8] {
            guard rest.count >= 4 else { throw CutOff() }
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            guard length <= rest.count else { throw CutOff() }
            defer { rest = rest.dropFirst(length) }
            return Array(rest.prefix(length))
        }
        var postings: [(Posting, String)] = []
        while !rest.isEmpty {
            let header = try Header(bytes: try part())
            var attributes = header.attributes
            let content = try JSONDocument(try part())
            attributes.sealed = try SealedAttributes(bytes: try part())
            postings.append((Posting(attributes: attributes, content: content), header.postedBy))
        }
        return postings
    }
}

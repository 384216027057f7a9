public import JSON

/// An event as it stands in the ledger, opened and not read: enough to find it by its header and to show it to the letter.
///
/// Who asks what events mean reads each as `Event`; to hand on thousands as they are, this costs a fraction of that.
public final class RecordedEvent: Sendable {
    /// Bytes in memory, about.
    package let size: Int
    public let header: RecordedHeader
    let content: Content

    /// What the sealed part holds.
    package struct Content: Sendable {
        /// The data as posted; nil once the subject's key has been destroyed.
        let data: ArraySlice<UInt8>?
        /// The attributes kept under the subject's key, as a JSON object; nothing where there are none.
        let attributes: ArraySlice<UInt8>
        /// Where the data is gone, what became of it.
        let erasure: Erasure?

        package init(_ data: ArraySlice<UInt8>?, _ attributes: ArraySlice<UInt8>, erasure: Erasure? = nil) {
            self.data = data
            self.attributes = attributes
            self.erasure = erasure
        }

        package init(_ opened: Opened) { self.init(opened.data, opened.attributes) }
    }

    package init(_ header: RecordedHeader, _ content: Content) {
        self.header = header
        self.content = content
        size = header.bytes.count + (content.data?.count ?? 0) + content.attributes.count + Self.fixedSize
    }

    /// An event that has been read, as it stands in the ledger.
    public convenience init(_ event: Event) {
        let header = event.header
        let draft = HeaderDraft(
            header.attributes, postedBy: header.postedBy, dataDigest: header.dataDigest, attributesDigest: header.attributesDigest
        )
        do throws(RecordError) {
            self.init(
                try RecordedHeader(draft.bytes(position: header.position, recordedTime: header.recordedTime)),
                Content(event.data?.text, event.sealedAttributes.bytes[...], erasure: event.erasure))
        } catch { preconditionFailure("what is drafted is a header: \(error)") }
    }

    /// Bytes of an event beside what it says, about.
    private static let fixedSize = 400
    private static let data = JSONName("data")

    @inlinable public var position: Position { header.position }
    @inlinable public var subject: Subject { header.subject }
}

/// An event as it was posted, with what the ledger set: a CloudEvent in structured mode.
extension RecordedEvent: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            // Where they stand: a slice of an array counts a reference, and there are five for each of thousands of events.
            let (bytes, attributes) = (header.bytes, content.attributes)
            // All of the header but its digests, which are of use with a proof only, and are given with one.
            var start = 1
            for digest in [HeaderName.attributesdigest, .datadigest].lazy.compactMap(header.members.stretch) {
                writer.members(bytes.span.extracting(start..<digest.lowerBound))
                start = digest.upperBound
            }
            writer.members(bytes.span.extracting(start..<bytes.count - 1))
            if attributes.count > 2 { writer.members(attributes.span.extracting(1..<attributes.count - 1)) }
            writer.key(Self.data)
            if let data = content.data { writer.raw(data.span) } else { writer.null() }
            if let erasure = content.erasure { writer.member("erased", erasure) }
        }
    }
}

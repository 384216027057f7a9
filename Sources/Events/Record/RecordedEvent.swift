public import JSON

/// An event as it stands in the ledger, opened and not read: enough to find it by its header and to show it to the letter.
///
/// Who asks what events mean reads each as `Event`; to hand on thousands as they are, this costs a fraction of that.
public final class RecordedEvent: Sendable {
    let header: [UInt8]
    let members: HeaderMembers
    public let position: Position
    public let subject: Subject
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

    /// - Parameters:
    ///   - header: as it stands in the ledger.
    ///   - content: of the sealed part, asked for once the subject is known.
    package init(header: [UInt8], _ content: (Subject) throws -> Content) throws {
        members = try HeaderMembers(header)
        guard let subject = members.text(.subject, in: header).flatMap({ Subject($0) }),
            let position = members.text(.sequence, in: header).flatMap({ UInt64($0) })
        else { throw RecordError.header("it has no subject or sequence, or one that cannot be read") }
        self.header = header
        self.position = Position(position)
        self.subject = subject
        self.content = try content(subject)
    }

    /// An event that has been read, as it stands in the ledger.
    public convenience init(_ event: Event) {
        let header = event.header
        let draft = HeaderDraft(
            header.attributes, postedBy: header.postedBy, dataDigest: header.dataDigest, attributesDigest: header.attributesDigest
        )
        do {
            try self.init(header: draft.bytes(position: header.position, recordedTime: header.recordedTime)) { _ in
                Content(event.data?.text, event.sealedAttributes.bytes[...], erasure: event.erasure)
            }
        } catch { preconditionFailure("what is drafted is a header: \(error)") }
    }

    /// Bytes in memory, about.
    package var size: Int { header.count + (content.data?.count ?? 0) + content.attributes.count + 400 }

    public var type: String { text(.type) ?? "" }
    public var source: String { text(.source) ?? "" }
    public var actor: String? { text(.actor) }
    /// When it happened; nil where the header does not say it.
    public var time: Instant? { text(.time).flatMap { Instant($0) } }
    /// Other subjects it also concerns.
    public var concerns: [Subject] { text(.concerns)?.split(separator: ",").compactMap { Subject(String($0)) } ?? [] }
    /// When the record first said it: the source system's entry time, or the ledger's where the source gives none.
    public var enteredOrRecorded: Instant? { (text(.enteredtime) ?? text(.recordedtime)).flatMap { Instant($0) } }

    private func text(_ name: HeaderName) -> String? { members.text(name, in: header) }
}

/// An event as it was posted, with what the ledger set: a CloudEvent in structured mode.
extension RecordedEvent: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            // All of the header but its digests, which are of use with a proof only, and are given with one.
            var start = 1
            for digest in [members.stretch(.attributesdigest), members.stretch(.datadigest)] {
                guard let digest else { continue }
                writer.members(header[start..<digest.lowerBound])
                start = digest.upperBound
            }
            writer.members(header[start..<header.count - 1])
            writer.members(content.attributes.dropFirst().dropLast())
            writer.key("data")
            if let data = content.data { writer.raw(data) } else { writer.null() }
            if let erasure = content.erasure { writer.member("erased", erasure) }
        }
    }
}

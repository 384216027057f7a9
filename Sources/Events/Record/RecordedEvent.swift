public import JSON

/// An event as it stands in the ledger, opened and not read: enough to find it by its header and to show it to the letter.
///
/// Who asks what events mean reads each as `Event`; to hand on thousands as they are, this costs a fraction of that.
public struct RecordedEvent: Sendable {
    private let header: [UInt8]
    private let members: HeaderMembers
    public let position: Position
    public let subject: Subject
    /// The data as posted; nil once the subject's key has been destroyed.
    private var data: ArraySlice<UInt8>?
    /// The attributes kept under the subject's key, as a JSON object; nothing where there are none.
    private var sealedAttributes: ArraySlice<UInt8> = []
    private var erasure: Erasure?

    /// An event whose sealed part is not opened.
    ///
    /// - Parameter header: as it stands in the ledger.
    package init(header: [UInt8]) throws(RecordError) {
        members = try HeaderMembers(header)
        guard let subject = members.text(.subject, in: header).flatMap({ Subject($0) }),
            let position = members.text(.sequence, in: header).flatMap({ UInt64($0) })
        else { throw .header("it has no subject or sequence, or one that cannot be read") }
        self.header = header
        self.position = Position(position)
        self.subject = subject
    }

    /// The event with its sealed part.
    package func opened(_ opened: Opened) -> RecordedEvent { with(opened.data, opened.attributes) }

    /// The event with what its sealed part holds.
    package func with(_ data: ArraySlice<UInt8>?, _ sealedAttributes: ArraySlice<UInt8>) -> RecordedEvent {
        var event = self
        event.data = data
        event.sealedAttributes = sealedAttributes
        return event
    }

    /// The event whose sealed part cannot be opened any more, and what became of it.
    package func erased(_ erasure: Erasure?) -> RecordedEvent {
        var event = self
        event.erasure = erasure
        return event
    }

    /// An event that has been read, as it stands in the ledger.
    public init(_ event: Event) {
        let header = event.header
        let draft = HeaderDraft(
            header.attributes, postedBy: header.postedBy, dataDigest: header.dataDigest, attributesDigest: header.attributesDigest
        )
        do throws(RecordError) {
            self = try RecordedEvent(header: draft.bytes(position: header.position, recordedTime: header.recordedTime))
                .with(event.data?.text, event.sealedAttributes.bytes[...]).erased(event.erasure)
        } catch { preconditionFailure("what is drafted is a header: \(error)") }
    }

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
            if !sealedAttributes.isEmpty { writer.members(sealedAttributes.dropFirst().dropLast()) }
            writer.key("data")
            if let data { writer.raw(data) } else { writer.null() }
            if let erasure { writer.member("erased", erasure) }
        }
    }
}

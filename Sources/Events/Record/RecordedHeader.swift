import Spans

/// A header as it stands in the ledger, not read: enough to find an event by it, and to show it.
public struct RecordedHeader: Sendable {
    // What is asked of every event that is looked for stands first, where an event's memory begins: a thousand events are seldom in
    // the processor's caches, and what stands behind need not be fetched to find them.
    public let position: Position
    public let subject: Subject
    /// Whether the ledger says it in its own name. Asked of every event that is shown.
    public let isOfLedger: Bool
    /// The Merkle leaf.
    let bytes: [UInt8]
    let members: HeaderMembers

    /// Throws where the bytes are no header.
    package init(_ bytes: [UInt8]) throws(RecordError) {
        members = try HeaderMembers(bytes)
        guard let subject = members.text(.subject, in: bytes).flatMap({ Subject($0) }),
            let position = members.text(.sequence, in: bytes).flatMap({ UInt64($0) })
        else { throw .header("it has no subject or sequence, or one that cannot be read") }
        self.bytes = bytes
        self.position = Position(position)
        self.subject = subject
        let own = Posting.ledgerSource.utf8.span
        // A source that begins otherwise need not be read.
        let mayBeOwn = members.range(.source).map {
            $0.count >= own.count && isSame(bytes.span.extracting($0.prefix(own.count)), own)
        }
        isOfLedger = mayBeOwn == true && Posting.isLedgerSource(members.text(.source, in: bytes) ?? "")
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

    /// What a member says; nil where it is absent.
    func text(_ name: HeaderName) -> String? { members.text(name, in: bytes) }
}

import Events
import JSON
import Practice
import Testing

/// A record in the making: events as a source would post them, read by the same code as in the daemon.
struct Ledger {
    var events: [Event] = []
    /// Entry times run a minute apart where a test does not say otherwise.
    private var minute = 0

    static let source = "/ics/test"
    static let subject = "case/1"

    /// Posts one event and returns its position.
    ///
    /// - Parameters:
    ///   - time: a day, or a moment with its zone.
    ///   - data: members of `data`, as JSON without braces.
    ///   - more: further attributes, as JSON members.
    @discardableResult
    mutating func post(
        _ type: String, _ id: String, _ time: String, _ data: String = "", entered: String? = nil, source: String = source,
        subject: String = subject, corrects: String? = nil, actor: String? = "sw-1", role: String? = "social worker",
        more: String = "", sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Position {
        var text = #"{"specversion":"1.0","id":"\#(id)","source":"\#(source)","type":"\#(type)","subject":"\#(subject)""#
        text += #","time":"\#(time.count == 10 ? time + "T12:00:00Z" : time)""#
        if let entered { text += #","enteredtime":"\#(entered.count == 10 ? entered + "T17:00:00Z" : entered)""# }
        if let actor { text += #","actor":"\#(actor)""# }
        if let role, actor != nil, actor != "unknown" { text += #","actorrole":"\#(role)""# }
        if let corrects { text += #","corrects":"\#(corrects)""# }
        text += (more.isEmpty ? "" : "," + more) + #","data":{\#(data)}}"#
        minute += 1
        let recorded = try #require(Instant("2026-10-01T09:00:00Z")).adding(seconds: Int64(minute * 60))
        let event = try Self.event(text, at: events.count, recorded: recorded, sourceLocation: sourceLocation)
        events.append(event)
        return event.position
    }

    /// Reads one posted event as the ledger would keep it.
    static func event(
        _ text: String, at position: Int, recorded: Instant, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Event {
        var faults: [Fault] = []
        let posting = try #require(
            Posting.read(try JSONDocument(Array(text.utf8)).root, faults: &faults), "\(faults) in \(text)",
            sourceLocation: sourceLocation)
        let draft = HeaderDraft(
            posting.attributes, postedBy: "uid:1000", dataDigest: String(repeating: "0", count: 64), attributesDigest: nil)
        let header = try Header(bytes: draft.bytes(position: Position(UInt64(position)), recordedTime: recorded))
        return Event(header: header, data: try JSONDocument(posting.data).root, sealedAttributes: posting.attributes.sealed)
    }

    var record: Record { Record(events, of: Subject(Self.subject)) }

    func event(_ id: String) -> Event? { events.first { $0.attributes.id == id } }

    func position(_ id: String) -> UInt64? { event(id)?.position.rawValue }
}

extension JSONWritable {
    /// The answer read back as JSON.
    func json() throws -> JSONValue {
        var writer = JSONWriter()
        write(to: &writer)
        return try JSONDocument(writer.bytes).root
    }

    var text: String {
        var writer = JSONWriter()
        write(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension JSONValue {
    var strings: [String] { elements.compactMap(\.string) }
    var integers: [Int64] { elements.compactMap(\.integer) }
    var description: String { String(decoding: text, as: UTF8.self) }
}

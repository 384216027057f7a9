/// One event of a `text/event-stream`.
public struct ServerSentEvent: Equatable, Sendable {
    /// The last id the stream has given, which a client sends as `Last-Event-ID` to go on from there.
    public var id: String?
    /// What kind it is; `message` where the stream does not say.
    public var name: String
    /// The data, its lines joined by line feeds.
    public var data: String
}

/// Reads a `text/event-stream` as the HTML standard has it (section 9.2.6), however its bytes are cut.
struct ServerSentEventReader {
    /// Bytes of one line at most.
    static let maximumLine = 16 << 20

    private var line: [UInt8] = []
    private var afterCarriageReturn = false
    private var isFirstLine = true
    private var id: String?
    private var name = ""
    private var data: [String] = []

    /// - Returns: the events that `bytes` complete; nil where a line is longer than is read.
    mutating func read(_ bytes: some Sequence<UInt8>) -> [ServerSentEvent]? {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n"), afterCarriageReturn {
                afterCarriageReturn = false
                continue
            }
            afterCarriageReturn = byte == UInt8(ascii: "\r")
            if byte == UInt8(ascii: "\n") || afterCarriageReturn {
                if let event = endLine() { events.append(event) }
            } else {
                guard line.count < Self.maximumLine else { return nil }
                line.append(byte)
            }
        }
        return events
    }

    private mutating func endLine() -> ServerSentEvent? {
        if isFirstLine, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        isFirstLine = false
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else { return dispatch() }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        var value = line[min(colon + 1, line.endIndex)...]
        if value.first == UInt8(ascii: " ") { value.removeFirst() }
        let text = String(decoding: value, as: UTF8.self)
        switch String(decoding: line[..<colon], as: UTF8.self) {
        case "data": data.append(text)
        case "event": name = text
        case "id" where !value.contains(0): id = text
        default: break
        }
        return nil
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            name = ""
            data = []
        }
        guard !data.isEmpty else { return nil }
        return ServerSentEvent(id: id, name: name.isEmpty ? "message" : name, data: data.joined(separator: "\n"))
    }
}

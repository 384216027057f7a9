import NIOCore
import NIOHTTP1
import NIOPosix

extension DaybookClient {
    /// Follows a stream of server-sent events until the daemon ends it, `each` throws, or the task is cancelled.
    ///
    /// - Parameters:
    ///   - posts: whether the request is a POST, which has no body then.
    ///   - lastEventID: go on after this one.
    ///   - each: called with each event in turn; the next is read when it returns.
    /// - Returns: the daemon's answer where it refused to stream; nil where the stream was opened and has ended.
    /// - Throws: ``ClientError``, or what `each` throws.
    public nonisolated func stream(
        _ path: String, query: [(String, String)] = [], headers: [(String, String)] = [], posts: Bool = false,
        lastEventID: String? = nil, each: (ServerSentEvent) async throws -> Void
    ) async throws -> Answer? {
        var head = Self.head(posts ? .POST : .GET, path, query, self.headers + headers)
        if posts { head.headers.replaceOrAdd(name: "Content-Length", value: "0") }
        head.headers.replaceOrAdd(name: "Accept", value: "text/event-stream")
        if let lastEventID { head.headers.replaceOrAdd(name: "Last-Event-ID", value: lastEventID) }
        let channel = try await openStream()
        do {
            return try await channel.executeThenClose { inbound, outbound in
                try await outbound.write(.head(head))
                try await outbound.write(.end(nil))
                var reading = StreamReading(path: socketPath)
                for try await part in inbound {
                    for event in try reading.read(part) { try await each(event) }
                    if reading.isDone { break }
                }
                return try reading.end()
            }
        } catch let error as IOError {
            throw connecting.error(error)
        } catch let error as ChannelError {
            throw connecting.error(error)
        } catch let error as HTTPParserError {
            throw error == .invalidEOFState
                ? ClientError.closed(path: socketPath)
                : ClientError.badAnswer(path: socketPath, reason: "the answer is not HTTP")
        }
    }

    private nonisolated func openStream() async throws(ClientError) -> NIOAsyncChannel<
        HTTPClientResponsePart, HTTPClientRequestPart
    > {
        do {
            return try await connecting.bootstrap.connect(unixDomainSocketPath: socketPath) { [connecting] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(
                        AnswerDeadline(path: connecting.path, seconds: connecting.timeouts.answerSeconds))
                    return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                }
            }
        } catch {
            throw connecting.error(error)
        }
    }
}

/// The parts of one streamed answer as they come.
private struct StreamReading {
    let path: String
    var head: HTTPResponseHead?
    var events = ServerSentEventReader()
    /// Of an answer that is no stream.
    var body: [UInt8] = []
    var isDone = false

    init(path: String) { self.path = path }

    private var isStream: Bool {
        head?.status == .ok && head?.headers.first(name: "Content-Type")?.hasPrefix("text/event-stream") == true
    }

    mutating func read(_ part: HTTPClientResponsePart) throws(ClientError) -> [ServerSentEvent] {
        switch part {
        case .head(let head): self.head = head
        case .end: isDone = true
        case .body(let bytes):
            guard isStream else {
                body.append(contentsOf: bytes.readableBytesView)
                guard body.count <= ExchangeHandler.maximumBody else {
                    throw .badAnswer(path: path, reason: "the answer has more than 256 MiB")
                }
                return []
            }
            guard let read = events.read(bytes.readableBytesView) else {
                throw .badAnswer(path: path, reason: "a line of the stream has more than 16 MiB")
            }
            return read
        }
        return []
    }

    func end() throws(ClientError) -> Answer? {
        guard let head else { throw .closed(path: path) }
        if isStream { return nil }
        guard isDone else { throw .closed(path: path) }
        if head.status == .ok { throw .badAnswer(path: path, reason: "it answered a stream's request without a stream") }
        return Answer(status: Int(head.status.code), headers: head.headers.map { ($0.name, $0.value) }, body: body)
    }
}

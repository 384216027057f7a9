import NIOCore
import NIOHTTP1
import NIOPosix

/// A client of the daemon over its Unix socket: HTTP/1.1, connections kept open between requests.
///
/// May be used from several tasks at once; each request under way has a connection of its own.
public actor DaybookClient {
    /// Where the daemon listens.
    public nonisolated let socketPath: String
    nonisolated let connecting: Connecting
    /// Sent with every request.
    nonisolated let headers: [(String, String)]
    private var idle: [any Channel] = []

    /// - Parameters:
    ///   - socketPath: where the daemon listens.
    ///   - headers: what to send with every request, as who is asking for whom, and what for.
    public init(socketPath: String, headers: [(String, String)] = [], timeouts: Timeouts = .standard) {
        self.socketPath = socketPath
        self.headers = headers
        connecting = Connecting(path: socketPath, timeouts: timeouts)
    }

    /// Asks.
    ///
    /// - Parameters:
    ///   - path: the path, each segment percent-encoded (``PercentEncoding/target(_:query:)``).
    ///   - query: parameters, not encoded.
    public func get(
        _ path: String, query: [(String, String)] = [], headers: [(String, String)] = []
    ) async throws(ClientError) -> Answer {
        try await send(Self.head(.GET, path, query, self.headers + headers), [])
    }

    /// Posts.
    ///
    /// - Parameters:
    ///   - path: the path, each segment percent-encoded.
    ///   - contentType: what `body` is; nil where there is none.
    public func post(
        _ path: String, query: [(String, String)] = [], contentType: String? = nil, body: [UInt8] = [],
        headers: [(String, String)] = []
    ) async throws(ClientError) -> Answer {
        var head = Self.head(.POST, path, query, self.headers + headers)
        if let contentType { head.headers.replaceOrAdd(name: "Content-Type", value: contentType) }
        head.headers.replaceOrAdd(name: "Content-Length", value: String(body.count))
        return try await send(head, body)
    }

    /// Closes the connections that are kept open.
    public func close() async {
        let channels = idle
        idle = []
        for channel in channels { try? await channel.close() }
    }

    static func head(
        _ method: HTTPMethod, _ path: String, _ query: [(String, String)], _ headers: [(String, String)]
    ) -> HTTPRequestHead {
        HTTPRequestHead(
            version: .http1_1, method: method, uri: path + PercentEncoding.query(query),
            headers: HTTPHeaders([("Host", "localhost")] + headers))
    }

    private func send(_ head: HTTPRequestHead, _ body: [UInt8]) async throws(ClientError) -> Answer {
        // The daemon may have closed a kept connection just now, before it saw this request: then, and only then, a
        // second connection is tried.
        while let channel = idle.popLast() {
            guard channel.isActive else { continue }
            do throws(ClientError) {
                return try await exchange(head, body, on: channel)
            } catch .closed {
                break
            }
        }
        return try await exchange(head, body, on: connect())
    }

    private func exchange(
        _ head: HTTPRequestHead, _ body: [UInt8], on channel: any Channel
    ) async throws(ClientError) -> Answer {
        let promise = channel.eventLoop.makePromise(of: Answer.self)
        let exchange = Exchange(
            head: head, body: body, answer: promise, path: socketPath, seconds: connecting.timeouts.answerSeconds)
        channel.writeAndFlush(exchange).cascadeFailure(to: promise)
        do {
            let answer = try await promise.futureResult.get()
            if channel.isActive { idle.append(channel) }
            return answer
        } catch {
            channel.close(promise: nil)
            throw connecting.error(error)
        }
    }

    private func connect() async throws(ClientError) -> any Channel {
        do {
            return try await connecting.bootstrap
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(ExchangeHandler())
                    }
                }
                .connect(unixDomainSocketPath: socketPath).get()
        } catch {
            throw connecting.error(error)
        }
    }
}

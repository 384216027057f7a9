import NIOCore
import NIOPosix
public import Synchronization

/// A server on a Unix socket that answers every request with bytes a test gives, right or wrong.
public final class TinyServer: Sendable {
    /// What is done about one request.
    public enum Move: Sendable {
        /// Bytes are sent, and the connection stays open.
        case say([String])
        /// Bytes are sent, and the connection is closed.
        case sayAndClose(String)
        /// Nothing at all.
        case silence
    }

    /// The socket.
    public let path: String
    /// The requests so far, heads and bodies as text.
    public let requests = Mutex<[String]>([])
    /// Connections so far.
    public let connections = Mutex(0)

    private init(path: String) { self.path = path }

    /// Runs `body` with a server at `path`.
    public static func run(
        at path: String, _ answer: @escaping @Sendable (_ request: String, _ number: Int) -> Move,
        _ body: (TinyServer) async throws -> Void
    ) async throws {
        let server = TinyServer(path: path)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                server.connections.withLock { $0 += 1 }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RequestHandler(server: server, answer: answer))
                }
            }
            .bind(unixDomainSocketPath: path).get()
        do {
            try await body(server)
        } catch {
            try? await channel.close()
            throw error
        }
        try await channel.close()
    }

    /// An HTTP answer with a length and the further `headers`, each with its line's end.
    public static func answer(_ body: String, status: String = "200 OK", type: String = "application/json", headers: String = "")
        -> String
    {
        "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
    }
}

private final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: TinyServer
    private let answer: @Sendable (String, Int) -> TinyServer.Move
    private var text = ""

    init(server: TinyServer, answer: @escaping @Sendable (String, Int) -> TinyServer.Move) {
        self.server = server
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        while let request = nextRequest() {
            let number = server.requests.withLock { requests in
                requests.append(request)
                return requests.count
            }
            switch answer(request, number) {
            case .say(let parts): for part in parts { say(part, context) }
            case .sayAndClose(let part):
                say(part, context)
                // Who hears of the end at once may never read what was said last.
                let channel = context.channel
                channel.eventLoop.scheduleTask(in: .milliseconds(100)) { channel.close(promise: nil) }
            case .silence: break
            }
        }
    }

    private func say(_ part: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: part)), promise: nil)
    }

    private func nextRequest() -> String? {
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let length =
            parts[0].split(separator: "\r\n")
            .first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.drop { $0 != ":" }.dropFirst().drop { $0 == " " }) } ?? 0
        guard parts[1].utf8.count >= length else { return nil }
        let body = String(decoding: parts[1].utf8.prefix(length), as: UTF8.self)
        text = String(decoding: parts[1].utf8.dropFirst(length), as: UTF8.self)
        return parts[0] + "\r\n\r\n" + body
    }
}

import NIOCore
import NIOExtras
import Synchronization

/// Keeps the number of open connections below a limit: beyond it a connection is told so and closed.
final class ConnectionLimit: Sendable {
    private let open = Atomic<Int>(0)
    let limit: Int
    /// Refused ones that are still open; nil where this counts those itself.
    private let refused: ConnectionLimit?

    init(_ limit: Int) {
        self.limit = limit
        refused = ConnectionLimit(ofRefused: Self.mostRefused)
    }

    private init(ofRefused limit: Int) {
        self.limit = limit
        refused = nil
    }

    /// Connections open now.
    var count: Int { open.load(ordering: .relaxed) }

    /// Counts a connection until it closes; false if there are too many, and then it is not counted.
    func take(_ channel: any Channel) -> Bool {
        guard open.add(1, ordering: .relaxed).newValue <= limit else {
            open.subtract(1, ordering: .relaxed)
            return false
        }
        channel.closeFuture.whenComplete { [self] _ in open.subtract(1, ordering: .relaxed) }
        return true
    }

    /// Says in one HTTP answer that there are too many connections, and closes.
    func refuse(_ channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(Refusal(hurries: !(refused?.take(channel) ?? false)))
        }
    }

    /// Refused connections that may stay open for a moment at once: each holds a descriptor.
    static let mostRefused = 64
}

/// Answers the first request of a connection with a refusal, or the connection itself where none comes.
///
/// A client that is answered before it has asked takes that for a fault, and one whose connection is closed while it is still
/// asking never reads the answer. So the connection stays open for a moment; where many do, it is answered and closed at once.
private final class Refusal: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How long is waited for a request.
    private static let patience = TimeAmount.milliseconds(100)
    /// How long the client may take to read the answer and close.
    private static let linger = TimeAmount.seconds(1)

    private let hurries: Bool
    private var hasAnswered = false

    init(hurries: Bool) { self.hurries = hurries }

    /// While a channel is set up nothing can be written to it yet.
    func channelActive(context: ChannelHandlerContext) {
        guard !hurries else { return answer(context) }
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) { self.answer(context) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { answer(context) }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent else { return context.fireUserInboundEventTriggered(event) }
        context.close(promise: nil)
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard !hasAnswered, context.channel.isActive else { return }
        hasAnswered = true
        let body =
            #"{"type":"urn:daybook:problem:overloaded","title":"overloaded","status":503,"detail":"Too many connections are open; close idle ones and try again."}"#
        let head =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nCache-Control: no-store\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(string: head + body)), promise: nil)
        guard !hurries else { return context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.linger) { context.close(promise: nil) }
    }
}

import NIOCore
import Synchronization

/// Keeps the number of open connections below a limit: beyond it a connection is told so and closed.
final class ConnectionLimit: Sendable {
    private let open = Atomic<Int>(0)
    let limit: Int

    init(_ limit: Int) { self.limit = limit }

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
    static func refuse(_ channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Refusal()) }
    }
}

/// Speaks as soon as the connection can carry it: while a channel is set up nothing can be written to it yet.
private final class Refusal: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelActive(context: ChannelHandlerContext) {
        let body =
            #"{"type":"urn:daybook:problem:overloaded","title":"overloaded","status":503,"detail":"Too many connections are open; close idle ones and try again."}"#
        let head =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nCache-Control: no-store\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(string: head + body)), promise: nil)
        context.close(promise: nil)
    }
}

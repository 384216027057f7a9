import NIOCore
import NIOTLS

/// Waits until TLS is there or has failed, so that what failed is known and not only that the channel is closed.
final class Handshake: ChannelInboundHandler {
    typealias InboundIn = Any

    private let done: EventLoopPromise<Void>

    init(_ done: EventLoopPromise<Void>) { self.done = done }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent { done.succeed(()) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        done.fail(error)
        context.fireErrorCaught(error)
    }

    func handlerRemoved(context: ChannelHandlerContext) { done.fail(ChannelError.eof) }
}

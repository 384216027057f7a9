import NIOCore
import NIOHTTP1

/// Fails a channel on which no answer has begun in time; how long one goes on that has begun is not its business.
final class AnswerDeadline: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    private let path: String
    private let seconds: Int
    private var timeout: Scheduled<Void>?

    /// - Parameters:
    ///   - path: the socket, for the error.
    ///   - seconds: from the request on.
    init(path: String, seconds: Int) {
        self.path = path
        self.seconds = seconds
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            let error = ClientError.timedOut(path: path, seconds: seconds)
            timeout = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Int64(seconds))) {
                context.fireErrorCaught(error)
                context.close(promise: nil)
            }
        }
        context.write(data, promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        stop()
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    private func stop() {
        timeout?.cancel()
        timeout = nil
    }
}

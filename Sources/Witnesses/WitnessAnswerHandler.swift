import NIOCore
import NIOHTTP1

/// Waits for the answer of a witness, or for the connection to end without one.
final class WitnessAnswerHandler: ChannelInboundHandler {
    typealias InboundIn = NIOHTTPClientResponseFull

    private let reply: EventLoopPromise<WitnessReply>

    init(_ reply: EventLoopPromise<WitnessReply>) { self.reply = reply }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let answer = unwrapInboundIn(data)
        reply.succeed(
            .answer(
                status: Int(answer.head.status.code), contentType: answer.head.headers.first(name: "Content-Type") ?? "",
                body: answer.body.map { String(buffer: $0) } ?? ""))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { reply.fail(error) }

    func handlerRemoved(context: ChannelHandlerContext) {
        reply.succeed(.failure("it closed the connection without an answer"))
    }
}

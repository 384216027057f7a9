import NIOCore
import NIOHTTP1

/// One request and the promise of its answer, as it travels down a connection's pipeline.
struct Exchange: Sendable {
    let head: HTTPRequestHead
    let body: [UInt8]
    let answer: EventLoopPromise<Answer>
    let path: String
    let seconds: Int
}

/// Sends one request at a time and gathers its answer.
///
/// A connection that fails, in whatever way, fails the exchange under way and is closed: half an answer is none.
final class ExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = Never
    typealias OutboundIn = Exchange
    typealias OutboundOut = HTTPClientRequestPart

    /// Bytes of one answer that this client holds in memory at most.
    static let maximumBody = 256 << 20

    private var exchange: Exchange?
    private var timeout: Scheduled<Void>?
    private var head: HTTPResponseHead?
    private var body: [UInt8] = []

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let exchange = unwrapOutboundIn(data)
        precondition(self.exchange == nil, "one exchange at a time")
        self.exchange = exchange
        let error = ClientError.timedOut(path: exchange.path, seconds: exchange.seconds)
        timeout = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Int64(exchange.seconds))) {
            self.fail(error, context)
        }
        context.write(wrapOutboundOut(.head(exchange.head)), promise: nil)
        if !exchange.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: exchange.body)))), promise: nil)
        }
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let exchange else { return context.close(promise: nil) }
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body(let part):
            guard body.count + part.readableBytes <= Self.maximumBody else {
                return fail(.badAnswer(path: exchange.path, reason: "the answer has more than 256 MiB"), context)
            }
            body.append(contentsOf: part.readableBytesView)
        case .end:
            // Interim answers (100 Continue) have an end of their own.
            guard let head, head.status.code >= 200 else { return self.head = nil }
            let answer = Answer(
                status: Int(head.status.code), headers: head.headers.map { ($0.name, $0.value) }, body: body)
            finish()
            if !head.isKeepAlive { context.close(promise: nil) }
            exchange.answer.succeed(answer)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let exchange { fail(.closed(path: exchange.path), context) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let exchange else { return context.close(promise: nil) }
        switch error {
        case let error as HTTPParserError where error != .invalidEOFState:
            fail(.badAnswer(path: exchange.path, reason: "the answer is not HTTP"), context)
        default: fail(.closed(path: exchange.path), context)
        }
    }

    private func fail(_ error: ClientError, _ context: ChannelHandlerContext) {
        guard let exchange else { return }
        finish()
        context.close(promise: nil)
        exchange.answer.fail(error)
    }

    private func finish() {
        timeout?.cancel()
        timeout = nil
        exchange = nil
        head = nil
        body = []
    }
}

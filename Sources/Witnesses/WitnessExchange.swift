public import NIOCore
import NIOHTTP1

/// A request to a witness and its answer, on a channel that is there for nothing else.
public struct WitnessExchange: Sendable {
    /// Bytes of an answer that are read; a longer one is refused.
    public static let answerLimit = 64 << 10

    private let host: String
    private let path: String
    private let body: String

    /// - Parameters:
    ///   - host: what the request's header Host says.
    ///   - path: the path of the request.
    ///   - body: what is sent.
    public init(host: String, path: String, body: String) {
        self.host = host
        self.path = path
        self.body = body
    }

    /// Makes a channel speak HTTP, posts the body and closes the channel after the answer. It has no time limit of its own.
    ///
    /// - Returns: the answer, or that the witness closed the connection without one. It fails where the connection breaks, or
    ///   the answer is no HTTP or longer than ``answerLimit``.
    public func run(on channel: any Channel) -> EventLoopFuture<WitnessReply> {
        channel.eventLoop.flatSubmit {
            let reply = channel.eventLoop.makePromise(of: WitnessReply.self)
            do {
                let pipeline = channel.pipeline.syncOperations
                try pipeline.addHTTPClientHandlers()
                try pipeline.addHandler(NIOHTTPClientResponseAggregator(maxContentLength: Self.answerLimit))
                try pipeline.addHandler(WitnessAnswerHandler(reply))
                post(on: pipeline)
            } catch { reply.fail(error) }
            reply.futureResult.whenComplete { _ in channel.close(promise: nil) }
            return reply.futureResult
        }
    }

    private func post(on pipeline: ChannelPipeline.SynchronousOperations) {
        let bytes = ByteBuffer(string: body)
        let head = HTTPRequestHead(
            version: .http1_1, method: .POST, uri: path,
            headers: [
                "Host": host, "Content-Type": "text/plain; charset=utf-8", "Content-Length": String(bytes.readableBytes),
                "Connection": "close",
            ])
        for part: HTTPClientRequestPart in [.head(head), .body(.byteBuffer(bytes)), .end(nil)] {
            pipeline.write(NIOAny(part), promise: nil)
        }
        pipeline.flush()
    }
}

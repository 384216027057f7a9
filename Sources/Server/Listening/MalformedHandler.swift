import HTTPTypes
import JSON
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import Wire

/// Gives a body to the answer to what is no HTTP: the server below answers it with a status alone.
final class MalformedHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// What was wrong with the bytes; nothing can be read after it.
    private var fault: HTTPParserError?

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError { fault = error }
        context.fireErrorCaught(error)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard let fault, case .head(var head) = unwrapOutboundIn(data), head.status == .badRequest,
            head.headerFields[.contentLength] == "0"
        else { return context.write(data, promise: promise) }
        var writer = JSONWriter()
        Self.problem(fault).write(to: &writer)
        let body = ByteBuffer(bytes: writer.bytes)
        head.headerFields[.contentType] = "application/problem+json"
        head.headerFields[.cacheControl] = "no-store"
        head.headerFields[.contentLength] = String(body.readableBytes)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: promise)
    }

    private static func problem(_ fault: HTTPParserError) -> Problem {
        let detail =
            fault == .headerOverflow
            ? "The request's first line or its headers are longer than this service reads; ask for less at once, and put what is long into the body."
            : "What was sent is not HTTP/1.1 as this service reads it (\(fault)); in an address, percent-encode whatever is not plain ASCII."
        return Problem(400, "bad-request", detail)
    }
}

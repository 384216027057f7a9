public import NIOCore
public import NIOHTTP1

/// A request to a witness and its answer, on a channel that is there for nothing else.
public struct WitnessExchange: Sendable {
    /// A channel that ``prepare(_:)`` made ready.
    public typealias Connection = NIOAsyncChannel<NIOHTTPClientResponseFull, HTTPClientRequestPart>

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

    /// Makes a channel speak HTTP; to be called on its loop.
    public static func prepare(_ channel: any Channel) throws -> Connection {
        try channel.pipeline.syncOperations.addHTTPClientHandlers()
        try channel.pipeline.syncOperations.addHandler(NIOHTTPClientResponseAggregator(maxContentLength: answerLimit))
        return try Connection(wrappingChannelSynchronously: channel)
    }

    /// Posts the body and waits for the answer, then closes the connection. It has no time limit of its own.
    ///
    /// - Returns: the answer, or that the witness closed the connection without one.
    /// - Throws: where the connection breaks, or the answer is no HTTP or longer than ``answerLimit``.
    public func run(on connection: Connection) async throws -> WitnessReply {
        let bytes = ByteBuffer(string: body)
        let head = HTTPRequestHead(
            version: .http1_1, method: .POST, uri: path,
            headers: [
                "Host": host, "Content-Type": "text/plain; charset=utf-8", "Content-Length": String(bytes.readableBytes),
                "Connection": "close",
            ])
        return try await connection.executeThenClose { inbound, outbound in
            try await outbound.write(contentsOf: [.head(head), .body(.byteBuffer(bytes)), .end(nil)])
            for try await answer in inbound {
                return .answer(
                    status: Int(answer.head.status.code), contentType: answer.head.headers.first(name: "Content-Type") ?? "",
                    body: answer.body.map { String(buffer: $0) } ?? "")
            }
            return .failure("it closed the connection without an answer")
        }
    }
}

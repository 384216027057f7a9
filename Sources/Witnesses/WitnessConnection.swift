import NIOCore
import NIOHTTP1
import NIOPosix

/// One request to a witness, on a connection of its own.
struct WitnessConnection {
    let place: Witness.Place

    /// Seconds until a witness must have answered.
    static let patience = 10
    /// Bytes of an answer that are read.
    private static let answerLimit = 64 << 10

    /// Asks it to sign.
    ///
    /// - Throws: `WitnessError.unreachable`.
    func ask(_ request: WitnessRequest) async throws -> WitnessAnswer {
        try await withThrowingTaskGroup(of: WitnessAnswer.self) { group in
            group.addTask {
                do { return try await exchange(request.body) } catch let error as WitnessError { throw error } catch {
                    throw WitnessError.unreachable("\(error)")
                }
            }
            group.addTask {
                try await Task.sleep(for: .seconds(Self.patience))
                throw WitnessError.unreachable("it has not answered within \(Self.patience) seconds")
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw CancellationError() }
            return answer
        }
    }

    private typealias Connection = NIOAsyncChannel<NIOHTTPClientResponseFull, HTTPClientRequestPart>

    private func exchange(_ body: String) async throws -> WitnessAnswer {
        let bytes = ByteBuffer(string: body)
        let head = HTTPRequestHead(
            version: .http1_1, method: .POST, uri: place.prefix + "/add-checkpoint",
            headers: [
                "Host": place.host, "Content-Type": "text/plain; charset=utf-8",
                "Content-Length": String(bytes.readableBytes), "Connection": "close",
            ])
        return try await connect().executeThenClose { inbound, outbound in
            try await outbound.write(contentsOf: [.head(head), .body(.byteBuffer(bytes)), .end(nil)])
            for try await answer in inbound {
                return WitnessAnswer(
                    status: Int(answer.head.status.code), contentType: answer.head.headers.first(name: "Content-Type") ?? "",
                    body: answer.body.map { String(buffer: $0) } ?? "")
            }
            throw WitnessError.unreachable("it closed the connection without an answer")
        }
    }

    private func connect() async throws -> Connection {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(.seconds(5))
        @Sendable func prepare(_ channel: any Channel) -> EventLoopFuture<Connection> {
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                try channel.pipeline.syncOperations.addHandler(
                    NIOHTTPClientResponseAggregator(maxContentLength: Self.answerLimit))
                return try Connection(wrappingChannelSynchronously: channel)
            }
        }
        switch place {
        case .unix(let path, _): return try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: prepare)
        case .loopback(let host, let port, _):
            return try await bootstrap.connect(host: host, port: port, channelInitializer: prepare)
        }
    }
}

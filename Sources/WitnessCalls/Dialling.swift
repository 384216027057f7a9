import NIOCore
import NIOPosix
import NIOSSL
import Witnesses

/// Connects to the first address of a host that takes the connection.
struct Dialling {
    let host: String
    let port: Int
    let context: NIOSSLContext

    /// Seconds that one address may take.
    private static let patience: Int64 = 3

    func connect(to addresses: [String]) async throws -> WitnessExchange.Connection {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let bootstrap = ClientBootstrap(group: group).connectTimeout(.seconds(Self.patience))
        var failure: any Error = ChannelError.connectTimeout(.seconds(0))
        for address in addresses {
            do {
                let (channel, shaken) = try await bootstrap.connect(to: try SocketAddress(ipAddress: address, port: port)) {
                    channel in
                    channel.eventLoop.makeCompletedFuture {
                        let done = channel.eventLoop.makePromise(of: Void.self)
                        let pipeline = channel.pipeline.syncOperations
                        try pipeline.addHandler(try NIOSSLClientHandler(context: context, serverHostname: host))
                        try pipeline.addHandler(Handshake(done))
                        return (channel, done.futureResult)
                    }
                }
                try await shaken.get()
                return try await channel.eventLoop.submit { try WitnessExchange.prepare(channel) }.get()
            } catch { failure = error }
        }
        throw failure
    }
}

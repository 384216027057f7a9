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

    func connect(to addresses: [String]) throws -> any Channel {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var failure: any Error = ChannelError.connectTimeout(.seconds(0))
        for address in addresses {
            let shaken = group.any().makePromise(of: Void.self)
            do {
                let channel = try ClientBootstrap(group: group).connectTimeout(.seconds(Self.patience))
                    .channelInitializer { channel in
                        channel.eventLoop.makeCompletedFuture {
                            let pipeline = channel.pipeline.syncOperations
                            try pipeline.addHandler(try NIOSSLClientHandler(context: context, serverHostname: host))
                            try pipeline.addHandler(Handshake(shaken))
                        }
                    }
                    .connect(to: try SocketAddress(ipAddress: address, port: port)).wait()
                try shaken.futureResult.wait()
                return channel
            } catch {
                shaken.fail(error)
                failure = error
            }
        }
        throw failure
    }
}

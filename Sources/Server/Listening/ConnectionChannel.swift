import HummingbirdCore
import Logging
import NIOCore

/// HTTP/1 on one connection, whose requests all run with its peer's credentials at hand.
struct ConnectionChannel: Sendable {
    struct Connection: Sendable {
        let base: HTTP1Channel.Value
        let peer: PeerCredentials
        let presence: Presence
        let loop: any EventLoop
    }

    let http: HTTP1Channel
    let limit: ConnectionLimit

    /// Prepares a connection; nil where the limit is reached: the peer gets a 503 and the connection is closed.
    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection?> {
        guard limit.take(channel) else {
            return limit.refuse(channel).map { nil }.recover { _ in nil }
        }
        return channel.peerCredentials().flatMap { peer in
            http.setup(channel: channel, logger: logger).map {
                Connection(base: $0, peer: peer, presence: Presence(on: channel), loop: channel.eventLoop)
            }
        }
    }

    func handle(_ connection: Connection, logger: Logger) async {
        await PeerCredentials.$current.withValue(connection.peer) {
            await Presence.$current.withValue(connection.presence) {
                await http.handle(value: connection.base, logger: logger)
            }
        }
    }
}

import NIOCore
import NIOPosix

/// Opens connections to a socket and puts what goes wrong in this client's own words.
struct Connecting: Sendable {
    let path: String
    let timeouts: Timeouts

    var bootstrap: ClientBootstrap {
        ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(Int64(timeouts.connectSeconds)))
    }

    func error(_ error: any Error) -> ClientError {
        switch error {
        case let error as ClientError: error
        case let error as IOError:
            switch error.errnoCode {
            case Self.noEntry, Self.noDirectory: .noSocket(path: path)
            case Self.connectionRefused: .refused(path: path)
            case Self.notPermitted: .notPermitted(path: path)
            case Self.reset, Self.brokenPipe: .closed(path: path)
            default: .unreachable(path: path, reason: "the system says error \(error.errnoCode)")
            }
        case SocketAddressError.unixDomainSocketPathTooLong: .pathTooLong(path: path)
        case ChannelError.connectTimeout: .timedOut(path: path, seconds: timeouts.connectSeconds)
        case is ChannelError: .closed(path: path)
        default: .unreachable(path: path, reason: String(describing: error))
        }
    }
}

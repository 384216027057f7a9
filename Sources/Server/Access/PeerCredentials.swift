import Glibc
import NIOCore

/// Who is on the other end of a Unix socket, as the kernel vouches for it at the time of connecting. Mirrors `struct
/// ucred`, which glibc hides behind _GNU_SOURCE.
struct PeerCredentials: Sendable, Equatable {
    var processID: Int32 = 0
    var userID: UInt32 = 0
    var groupID: UInt32 = 0

    /// The peer of the connection whose request is being answered.
    @TaskLocal static var current: PeerCredentials?
}

extension Channel {
    func peerCredentials() -> EventLoopFuture<PeerCredentials> {
        guard let provider = self as? any SocketOptionProvider else {
            return eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        return provider.unsafeGetSocketOption(level: .socket, name: .init(rawValue: SO_PEERCRED))
    }
}

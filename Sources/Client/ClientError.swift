/// Why the daemon did not answer. An answer that says no is no error of this kind.
public enum ClientError: Error, Equatable, Sendable {
    /// There is no socket file.
    case noSocket(path: String)
    /// There is a socket file, and nobody listens on it.
    case refused(path: String)
    /// The socket file is closed to this user.
    case notPermitted(path: String)
    /// The path is longer than the system allows for sockets (107 bytes on Linux).
    case pathTooLong(path: String)
    /// Connecting failed for another reason.
    case unreachable(path: String, reason: String)
    /// The daemon closed the connection before its answer was whole.
    case closed(path: String)
    /// The daemon took longer than this to answer.
    case timedOut(path: String, seconds: Int)
    /// What came back is no HTTP answer, or more than this client takes.
    case badAnswer(path: String, reason: String)
}

extension ClientError {
    /// Whether the request may have reached the daemon, so that what it asked for may be done although no answer came.
    public var mayHaveBeenHeard: Bool {
        switch self {
        case .noSocket, .refused, .notPermitted, .pathTooLong, .unreachable: false
        case .closed, .timedOut, .badAnswer: true
        }
    }
}

extension ClientError: CustomStringConvertible {
    /// One line that says what is wrong and what to do.
    public var description: String {
        switch self {
        case .noSocket(let path):
            "The daemon is out of reach: there is no socket at \(path). Start daybookd, or name its socket with --socket or DAYBOOK_SOCKET."
        case .refused(let path):
            "The daemon is out of reach: nobody listens on \(path). It was stopped or has crashed; start daybookd again."
        case .notPermitted(let path):
            "The daemon is out of reach: you may not open \(path). Ask its operator to let you into the socket's group."
        case .pathTooLong(let path):
            "The daemon is out of reach: \(path) is too long for a socket, which may have 107 bytes."
        case .unreachable(let path, let reason):
            "The daemon is out of reach at \(path): \(reason)."
        case .closed(let path):
            "The daemon at \(path) closed the connection before it had answered. See its log; asking again does no harm."
        case .timedOut(let path, let seconds):
            "The daemon at \(path) did not answer within \(seconds) seconds. See its log; asking again does no harm."
        case .badAnswer(let path, let reason):
            "What listens on \(path) did not answer as daybookd does: \(reason)."
        }
    }
}

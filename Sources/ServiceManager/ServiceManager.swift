import CNotify

/// What systemd, or whoever else starts the daemon, passes to it and wants to hear (sd_listen_fds(3), sd_notify(3)).
public struct ServiceManager: Sendable {
    private let environment: [String: String]
    private let processID: Int32

    /// - Parameters:
    ///   - environment: the process's environment.
    ///   - processID: the process's own id.
    public init(environment: [String: String], processID: Int32) {
        self.environment = environment
        self.processID = processID
    }

    /// The first descriptor that is passed, where any are.
    private static let firstDescriptor: Int32 = 3

    /// The listening socket that was passed to this process; nil if none was.
    ///
    /// - Throws: `ServiceManagerError` where more than one was.
    public func listeningSocket() throws -> Int32? {
        guard let count = environment["LISTEN_FDS"].flatMap({ Int($0) }), count > 0 else { return nil }
        // A parent's variables may have been inherited; they are for the process they name.
        if let meant = environment["LISTEN_PID"], Int32(meant) != processID { return nil }
        guard count == 1 else { throw ServiceManagerError.severalSockets(count) }
        return Self.firstDescriptor
    }

    /// How often the manager wants to hear that all is well; nil if it does not.
    public var watchdogInterval: Duration? {
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap({ Int64($0) }), microseconds > 0 else { return nil }
        if let meant = environment["WATCHDOG_PID"], Int32(meant) != processID { return nil }
        return .microseconds(microseconds) / 2
    }

    /// Tells the manager about a state, as `READY=1`. Does nothing where nobody listens; what cannot be told is let go,
    /// as the daemon serves all the same.
    public func notify(_ state: String) {
        guard let path = environment["NOTIFY_SOCKET"], !path.isEmpty else { return }
        var name = Array(path.utf8)
        // An at sign stands for the zero byte that begins an abstract address.
        if name[0] == UInt8(ascii: "@") { name[0] = 0 }
        let text = Array(state.utf8)
        // C reads both arrays within the call, to the lengths they have.
        _ = unsafe notify_send(name, name.count, text, text.count)
    }
}

/// Why the listening socket that was passed cannot be used.
public enum ServiceManagerError: Error, Equatable, Sendable, CustomStringConvertible {
    case severalSockets(Int)

    public var description: String {
        switch self {
        case .severalSockets(let count): "systemd passed \(count) sockets; the socket unit must have one ListenStream"
        }
    }
}

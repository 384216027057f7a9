/// What the server accepts. Each limit has an error of its own.
public struct ServerSettings: Sendable {
    /// Bytes of one request's body.
    public var bodyLimit = 32 << 20
    /// Connections open at once.
    public var connectionLimit = 900
    /// Seconds after which a connection on which nothing moves is closed.
    public var idleSeconds: Int64 = 120
    /// Seconds a posted time may lie ahead of this machine's clock.
    public var futureSkewSeconds: Int64 = 300

    public init() {}
}

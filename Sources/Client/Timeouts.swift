/// How long this client waits.
public struct Timeouts: Sendable {
    /// Seconds for a connection to be taken up.
    public var connectSeconds: Int
    /// Seconds from a request to the end of its answer; for a stream, to the beginning of its answer.
    public var answerSeconds: Int

    /// 10 seconds to connect. Five minutes to answer, because a rebuild of every view answers only when it is done.
    public static let standard = Timeouts(connectSeconds: 10, answerSeconds: 300)

    public init(connectSeconds: Int, answerSeconds: Int) {
        self.connectSeconds = connectSeconds
        self.answerSeconds = answerSeconds
    }
}

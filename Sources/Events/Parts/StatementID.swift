internal import Crypto

/// The id that importers give a statement: its topic, `~`, and a mark of all that it says.
///
/// So a name hangs on its own statement and on no other. A source that states a thing anew makes another event, and the
/// topic tells that both are about one thing.
public struct StatementID: Sendable, Hashable {
    /// What it is about, such as `missing/104/2018-02-26/ended`; means something within its source only.
    public let topic: String
    /// Ten hexadecimal digits of the SHA-256 of the event without its id.
    public let mark: String

    /// - Parameter content: the event without its id, in the form in which it is posted.
    public init(_ topic: String, content: [UInt8]) {
        self.topic = topic
        mark = hexadecimal(SHA256.hash(data: content).prefix(Self.digits / 2))
    }

    /// Reads an event's id; nil where it is not made like this.
    public init?(_ id: String) {
        let end = id.utf8.suffix(Self.digits + 1)
        guard end.count == Self.digits + 1, end.first == UInt8(ascii: "~"), end.dropFirst().allSatisfy(isHexadecimalDigit) else {
            return nil
        }
        topic = String(decoding: id.utf8.dropLast(end.count), as: UTF8.self)
        mark = String(decoding: end.dropFirst(), as: UTF8.self)
    }

    /// The id as an event has it.
    public var text: String { "\(topic)~\(mark)" }

    private static let digits = 10
}

/// An event's place in the ledger, from 0 and without gaps; also its leaf index in the Merkle tree.
public struct Position: RawRepresentable, Hashable, Comparable, Sendable {
    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }
    public init(_ rawValue: UInt64) { self.rawValue = rawValue }

    public static func < (a: Position, b: Position) -> Bool { a.rawValue < b.rawValue }

    /// The position after this one.
    public var next: Position { Position(rawValue + 1) }

    /// The `sequence` attribute of CloudEvents: 20 decimal digits, so that the order of texts is the order of events.
    public var sequence: String { padded(rawValue) }

    private func padded(_ value: UInt64) -> String {
        let text = String(value)
        return String(repeating: "0", count: 20 - text.utf8.count) + text
    }
}

extension Position: CustomStringConvertible {
    public var description: String { String(rawValue) }
}

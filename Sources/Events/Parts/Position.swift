/// An event's place in the ledger, from 0 and without gaps; also its leaf index in the Merkle tree.
public struct Position: RawRepresentable, Hashable, Comparable, Sendable {
    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }
    public init(_ rawValue: UInt64) { self.rawValue = rawValue }

    public static func < (a: Position, b: Position) -> Bool { a.rawValue < b.rawValue }

    /// The position after this one.
    public var next: Position { Position(rawValue + 1) }

    /// The `sequence` attribute of CloudEvents: 20 decimal digits, so that the order of texts is the order of events.
    public var sequence: String { String(decoding: sequenceBytes, as: UTF8.self) }

    /// The same as bytes.
    var sequenceBytes: [UInt8] {
        var digits = [UInt8](repeating: UInt8(ascii: "0"), count: 20)
        var (rest, at) = (rawValue, digits.count)
        while rest > 0 {
            at -= 1
            digits[at] += UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        return digits
    }
}

extension Position: CustomStringConvertible {
    public var description: String { String(rawValue) }
}

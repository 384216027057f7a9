/// What is wrong with a ledger, and where.
public struct LedgerFault: Error, Equatable, Sendable {
    /// The first event, or the first size, that it is about; nil where it is about no single place.
    public let position: UInt64?
    /// What is wrong there, in half a sentence.
    public let reason: String

    public init(position: UInt64?, reason: String) {
        self.position = position
        self.reason = reason
    }
}

extension LedgerFault: CustomStringConvertible {
    public var description: String { position.map { "position \($0): \(reason)" } ?? reason }
}

/// What is wrong with a ledger, and where.
public struct LedgerFault: Error, Equatable, Sendable {
    /// The first event, or the first size, that it is about; nil where it is about no single place.
    public let position: UInt64?
    /// What is wrong there, in half a sentence.
    public let reason: String

    /// Which log it is found in.
    public let log: WhichLog

    public init(position: UInt64?, reason: String, log: WhichLog = .ledger) {
        self.position = position
        self.reason = reason
        self.log = log
    }

    /// The same, found in this log.
    func of(_ log: WhichLog) -> LedgerFault { LedgerFault(position: position, reason: reason, log: log) }
}

extension LedgerFault: CustomStringConvertible {
    public var description: String { position.map { "position \($0): \(reason)" } ?? reason }
}

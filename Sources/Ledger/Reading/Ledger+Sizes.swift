public import Events
import LMDB
public import Transparency

/// How the ledger stood at a size or a time.
extension Ledger {
    /// The root of the tree when it had `size` leaves; nil beyond the end.
    public func root(at size: UInt64) throws -> TreeHash? {
        let head = head
        guard size < head.size else { return size == head.size ? head.root : nil }
        return try log.environment.read { try TreeTable.frontier(at: size, in: log.tables.tree, $0).root }
    }

    /// How many events the ledger had recorded at `instant`: the same whenever it is asked, for a time that is not still to come.
    ///
    /// - Throws: `CancellationError` where the ledger ends meanwhile.
    public func size(knownAt instant: Instant) async throws -> UInt64 {
        let head = try await log.head(knownAt: instant)
        guard let last = head.recordedTime, instant < last else { return head.size }
        return try log.environment.read { reading in
            var low: UInt64 = 0
            var high = head.size
            while low < high {
                let middle = low + (high - low) / 2
                if try recordedTime(at: middle, reading) <= instant { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    /// When the event at `position` was recorded; nil beyond the end.
    public func recordedTime(at position: Position) throws -> Instant? {
        guard position.rawValue < head.size else { return nil }
        return try log.environment.read { try recordedTime(at: position.rawValue, $0) }
    }

    private func recordedTime(at position: UInt64, _ reading: borrowing ReadTransaction) throws -> Instant {
        guard let record = try EventRecord(at: Position(position), in: log.tables.events, reading) else {
            throw LedgerError.damaged(position: position, reason: "there is no event")
        }
        return try Header(bytes: record.header).recordedTime
    }
}

import Events
import Ledger
import Logging
import Receipts
import Telemetry
import Transparency

extension Desk {
    /// Receipts for events, all in one checkpoint.
    ///
    /// - Parameters:
    ///   - positions: the events.
    ///   - checkpoint: a signed checkpoint of this ledger; none for those that are not below its size.
    ///   - withSalt: whether a receipt opens the digests of its event's data to whoever has the data.
    /// - Returns: one for each position, in their order; none if one of them is not in the checkpoint.
    func receipts(
        for positions: [Position], in checkpoint: (size: UInt64, note: String), withSalt: Bool = true
    ) throws -> [Receipt] {
        guard let proofs = try ledger.inclusion(of: positions, in: checkpoint.size) else { return [] }
        return try zip(positions, proofs).map { position, proof in
            let extra = try ledger.disclosure(at: position).map {
                ReceiptExtra(leaf: $0.leaf, salt: withSalt ? $0.sealed?.salt : nil)
            }
            return Receipt(
                extra: extra?.bytes, index: proof.index, hashes: proof.hashes, checkpoint: checkpoint.note)
        }
    }

    /// The receipts of what was just kept, all in one checkpoint. The events are on disk by now, so that the receipts could
    /// not be made must not look like a failure to keep them: nil then, and the log says why.
    func receiptTexts(for answers: [Appended]) -> [String]? {
        do {
            let receipts = try receipts(for: answers.map(\.position), in: try checkpoint(at: nil))
            return receipts.count == answers.count ? receipts.map(\.text) : nil
        } catch {
            metrics.failures.add()
            logger.error("receipts could not be made", metadata: ["error": "\(error)"])
            return nil
        }
    }
}

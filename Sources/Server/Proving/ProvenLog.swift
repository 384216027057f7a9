import Access
import Events
import Hummingbird
import Ledger
import Logging
import Receipts
import Telemetry
import Transparency
import Wire

/// One of the two logs that are proven to others, each under a prefix of its own: the ledger, and the visitors' book.
struct ProvenLog: Sendable {
    let desk: Desk
    let isBook: Bool

    /// Both of them.
    static func both(_ desk: Desk) -> (ledger: ProvenLog, book: ProvenLog) {
        (ProvenLog(desk: desk, isBook: false), ProvenLog(desk: desk, isBook: true))
    }

    var ledger: Ledger { isBook ? desk.book.ledger : desk.ledger }

    /// Where its tiles are.
    var tilePrefix: String { isBook ? "/v1/visitors/log/tile/" : "/v1/log/tile/" }

    /// Lets in whoever may see headers of any case, and notes that somebody looks at them all.
    func admitToEntries(_ request: Request, _ context: Context) throws {
        _ = try desk.admit(request, context, to: isBook ? .visitors : .audit)
        if isBook { context.visit.isOfTheBook() }
        context.visit.looks(at: .ledger)
    }

    /// Lets whoever came in by the right to read at the event's subject; whoever audits may have every header, and whoever reads
    /// the visitors' book all of that. Each is a look at the subject.
    func open(_ position: Position, _ visitor: Visitor, _ context: Context) async throws {
        guard let subject = try ledger.attributes(at: position)?.recordSubject else { throw absent(position) }
        if isBook {
            context.visit.isOfTheBook()
        } else {
            if visitor.right == .read {
                try await AccessFilter(desk, visitor, context.visit).open(subject, context, at: position)
            }
            context.visit.rests(on: ledger.head.size)
        }
        context.visit.shows(1, of: subject)
    }

    func absent(_ position: Position, _ size: UInt64? = nil) -> Problem {
        let size = size ?? ledger.head.size
        return .notFound("There is no event at position \(position): the log has \(size) events there, from position 0.")
    }

    /// The last checkpoint that witnesses have signed.
    func witnessedCheckpoint() throws(Problem) -> String {
        guard let cosigned = ledger.cosigned else {
            throw .notFound("No witness has signed a checkpoint of this ledger yet; the setting witnesses names them.")
        }
        return cosigned.note
    }

    /// The checkpoint as it is shown to others: the last, or the one kept at a size; with the signatures of witnesses, where
    /// they have signed that one.
    func checkpoint(at size: UInt64?) throws -> (size: UInt64, note: String) {
        let head = ledger.head
        if let cosigned = ledger.cosigned, cosigned.size == size ?? head.size { return cosigned }
        guard let size, size != head.size else { return (head.size, head.checkpoint) }
        guard size < head.size else {
            throw Problem.notFound("The log has \(head.size) events; there is no checkpoint of \(size) yet.")
        }
        guard let note = try ledger.checkpoint(at: size) else {
            let (below, from) = try ledger.checkpointSizes(near: size)
            let near = [below, from].compactMap { $0.map(String.init) }.joined(separator: " and ")
            throw Problem.notFound(
                "There is no checkpoint of \(size) events: one is signed after each commit. The nearest are of \(near).")
        }
        return (size, note)
    }

    /// Receipts for events, all in one checkpoint.
    ///
    /// - Parameters:
    ///   - positions: the events.
    ///   - checkpoint: a signed checkpoint of this log; none for those that are not below its size.
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
}

extension Desk {
    /// The receipts of what was just kept, all in one checkpoint. The events are on disk by now, so that the receipts could
    /// not be made must not look like a failure to keep them: nil then, and the log says why.
    func receiptTexts(for answers: [Appended]) -> [String]? {
        let log = ProvenLog(desk: self, isBook: false)
        do {
            let receipts = try log.receipts(for: answers.map(\.position), in: try log.checkpoint(at: nil))
            return receipts.count == answers.count ? receipts.map(\.text) : nil
        } catch {
            metrics.failures.add()
            logger.error("receipts could not be made", metadata: ["error": "\(error)"])
            return nil
        }
    }
}

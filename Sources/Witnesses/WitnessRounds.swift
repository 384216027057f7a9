import Events
public import Ledger
public import Logging
import Synchronization
import Transparency

/// Asks all witnesses, time and again, to sign the ledger's last checkpoint. No post waits for any of this.
public final class WitnessRounds: Sendable {
    private let ledger: Ledger
    private let witnesses: [Witness]
    private let logger: Logger
    /// The size that each witness is known to have signed.
    private let known: Mutex<[UInt64]>

    /// What is known of the witnesses.
    public let book: WitnessBook

    public init(ledger: Ledger, witnesses: [Witness], logger: Logger) {
        self.ledger = ledger
        self.witnesses = witnesses
        self.logger = logger
        book = WitnessBook(witnesses)
        known = Mutex(witnesses.map { _ in 0 })
    }

    /// One round: every witness is asked at once, for the same checkpoint; the signatures that come in time are kept with it,
    /// beside those that it has already.
    public func run() async {
        let head = ledger.head
        // An empty ledger has nothing to witness.
        guard head.size > 0, !witnesses.isEmpty else { return }
        var signatures: [(index: Int, signature: NoteSignature)] = []
        await withTaskGroup(of: (Int, NoteSignature?).self) { group in
            for index in witnesses.indices { group.addTask { (index, await self.ask(index, head)) } }
            for await case (let index, let signature?) in group { signatures.append((index, signature)) }
        }
        guard !signatures.isEmpty, let note = try? SignedNote(head.checkpoint) else { return }
        signatures.sort { $0.index < $1.index }
        let cosigned = note.adding(signatures.map(\.signature)).adding(signedBefore(note))
        do { try ledger.keep(cosigned: cosigned.note, size: head.size) } catch {
            logger.warning("the witnesses' signatures cannot be kept", metadata: ["error": "\(error)"])
        }
    }

    /// What witnesses signed of this very checkpoint in rounds before: one that is away now has not taken that back. Each is
    /// checked again, as it comes from a file, and the settings may name other witnesses by now.
    private func signedBefore(_ note: SignedNote) -> [NoteSignature] {
        guard let kept = ledger.cosigned, let before = try? SignedNote(kept.note), before.text == note.text else { return [] }
        return before.signatures.filter { signature in
            let alone = SignedNote(text: note.text, signatures: [signature])
            return witnesses.contains { (try? alone.verified(by: [$0.verifier])) != nil }
        }
    }

    /// Has one witness sign; nil where it does not.
    private func ask(_ index: Int, _ head: Head) async -> NoteSignature? {
        let witness = witnesses[index]
        do {
            let (signature, time) = try await cosignature(of: witness, head, index)
            if book.note(index, .success((head.size, time))) {
                logger.notice("a witness signs again", metadata: ["witness": "\(witness.name)"])
            }
            return signature
        } catch {
            let failure = error as? WitnessError ?? .unreachable("\(error)")
            if !Task.isCancelled, book.note(index, .failure(failure)) {
                logger.warning("a witness does not sign", metadata: ["witness": "\(witness.name)", "reason": "\(failure)"])
            }
            return nil
        }
    }

    private func cosignature(of witness: Witness, _ head: Head, _ index: Int) async throws -> (NoteSignature, UInt64) {
        var old = known.withLock { $0[index] }
        // A witness that knows another size says so once, and is asked again.
        for _ in 0..<2 {
            guard old <= head.size else { throw WitnessError.ahead(witness: old, ledger: head.size) }
            let proof = old == 0 || old == head.size ? [] : try ledger.consistency(from: old, to: head.size)?.hashes ?? []
            let request = WitnessRequest(old: old, proof: proof, note: head.checkpoint)
            switch try await WitnessConnection(place: witness.place).ask(request) {
            case .knows(let size): old = size
            case .refused(let status, let said): throw WitnessError.refused(status: status, said)
            case .signed(let signatures):
                let checked = try check(signatures, of: witness, head)
                known.withLock { $0[index] = head.size }
                return checked
            }
        }
        throw WitnessError.refused(status: 409, "it names another size each time")
    }

    private func check(_ signatures: [NoteSignature], of witness: Witness, _ head: Head) throws -> (NoteSignature, UInt64) {
        let text = try SignedNote(head.checkpoint).text
        for signature in signatures {
            let verified = try? SignedNote(text: text, signatures: [signature]).verified(by: [witness.verifier])
            guard let time = verified?.first?.time else { continue }
            guard Instant(secondsSince1970: time) != nil else { throw WitnessError.badTime(time) }
            return (signature, time)
        }
        throw WitnessError.badSignature
    }
}

import Transparency

/// A checkpoint kept elsewhere, opened: what the ledger must extend.
struct KeptElsewhere: Sendable {
    let name: String
    /// What sentences call it.
    private let phrase: String
    let checkpoint: Checkpoint

    /// - Parameter signers: without a current key signatures are not checked.
    /// - Throws: `LedgerFault` where it is not this ledger's; `LedgerError.settings` where another key signed it, and there is a
    ///   remedy for that.
    init(_ kept: CheckSettings.KeptCheckpoint, origin: String, signers: SignerHistory) throws {
        func fault(_ reason: String) -> LedgerFault {
            LedgerFault(position: nil, reason: "\(kept.phrase) \(reason)")
        }
        let text: String
        if let verifier = signers.current {
            let keys = signers.retired.map(\.verifier) + [verifier]
            guard let signed = keys.lazy.compactMap({ $0.open(kept.note) }).first else {
                if let remedy = kept.remedy, let other = ForeignSigner(of: kept.note, by: origin) {
                    throw LedgerError.settings(
                        "\(kept.phrase) is signed by another key of this name (its id is \(other.keyID)), and not by \(verifier.text): \(remedy)"
                    )
                }
                throw fault("is not signed by the key \(verifier.text)")
            }
            text = signed
        } else {
            guard let split = kept.note.ranges(of: "\n\n").last else { throw fault("is no signed note") }
            text = kept.note[..<split.lowerBound] + "\n"
        }
        guard let checkpoint = Checkpoint(text) else { throw fault("is no checkpoint") }
        guard checkpoint.origin == origin else {
            throw fault("is of another ledger: of \(checkpoint.origin), and this is \(origin)")
        }
        name = kept.name
        phrase = kept.phrase
        self.checkpoint = checkpoint
    }

    /// Checks that the ledger of this size begins with what the checkpoint says.
    func check(size: UInt64, root: (UInt64) throws -> TreeHash) throws {
        guard checkpoint.size <= size else {
            let reason =
                "the ledger ends here, and \(phrase) is of \(checkpoint.size) events: it was rolled back or its end was cut off"
            throw LedgerFault(position: size, reason: reason)
        }
        guard try root(checkpoint.size) == checkpoint.root else {
            let reason =
                "the first \(checkpoint.size) events are not those of \(phrase): the history was written anew"
            throw LedgerFault(position: nil, reason: reason)
        }
    }
}

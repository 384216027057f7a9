import Events
public import Transparency

/// Checks offline that an event is in a ledger exactly as it is shown: from the event up to the signed checkpoint, each
/// step said in words.
public struct ReceiptCheck: Sendable {
    public let receipt: Receipt
    /// The ledger's own key, as whoever checks got it by a way they trust.
    public let log: NoteVerifier
    /// Keys of witnesses whose signatures are looked for.
    public let witnesses: [NoteVerifier]

    public init(receipt: Receipt, log: NoteVerifier, witnesses: [NoteVerifier] = []) {
        self.receipt = receipt
        self.log = log
        self.witnesses = witnesses
    }

    /// What was checked, in order, and what did not hold.
    public struct Outcome: Sendable {
        /// One sentence or two for each step that held.
        public internal(set) var steps: [String] = []
        /// Nil where everything held.
        public internal(set) var fault: ReceiptFault?
    }

    /// - Parameters:
    ///   - event: the event as the ledger shows it.
    ///   - salt: 32 bytes that open the header's digests; nil to take those that the receipt carries.
    public func run(_ event: ShownEvent, salt: [UInt8]? = nil) -> Outcome {
        var outcome = Outcome()
        do throws(ReceiptFault) { try check(event, salt, &outcome.steps) } catch { outcome.fault = error }
        return outcome
    }

    private func check(_ event: ShownEvent, _ salt: [UInt8]?, _ steps: inout [String]) throws(ReceiptFault) {
        let checkpoint = try openCheckpoint(&steps)
        guard event.position.rawValue == receipt.index else {
            throw .otherPosition(receipt: receipt.index, event: event.position.rawValue)
        }
        let extra = receipt.extra.flatMap { ReceiptExtra($0) }
        let proof = receipt.proof(in: checkpoint)
        if event.layouts == nil {
            try checkErased(event, extra, proof, checkpoint, &steps)
            return
        }
        guard let salt = salt ?? extra?.salt else {
            try checkHeader(event, extra, proof, checkpoint, &steps)
            throw .noSalt
        }
        guard salt.count == Sealed.saltLength else { throw .malformedSalt }
        try checkAll(event, salt, extra, proof, checkpoint, &steps)
    }

    private func openCheckpoint(_ steps: inout [String]) throws(ReceiptFault) -> Checkpoint {
        do throws(ProofError) {
            let (checkpoint, signatures) = try Checkpoint.open(receipt.checkpoint, log: log, witnesses: witnesses)
            steps.append(
                "The receipt is for position \(receipt.index) of the ledger \(checkpoint.origin), in its checkpoint of \(checkpoint.size) events with the root \(Base64.encode(checkpoint.root.array))."
            )
            steps.append(
                "The checkpoint is signed with the key you gave, \(log.name)+\(log.hexadecimalKeyID): the ledger stands by this root."
            )
            for signature in signatures {
                guard let time = signature.time.flatMap({ Instant(secondsSince1970: $0) }) else { continue }
                steps.append(
                    "The witness \(signature.key.name) signed it too, at \(time): by then it had seen this ledger grow to this size without a change."
                )
            }
            return checkpoint
        } catch { throw .proof(error) }
    }

    /// Where everything is at hand: the header is made anew from the event and the salt alone.
    private func checkAll(
        _ event: ShownEvent, _ salt: [UInt8], _ extra: ReceiptExtra?, _ proof: InclusionProof, _ checkpoint: Checkpoint,
        _ steps: inout [String]
    ) throws(ReceiptFault) {
        var fault: ProofError?
        for (layout, data) in event.layouts?.all ?? [] {
            let sealed = Sealed(salt: salt, data: data, attributes: event.attributes.sealed)
            let header = event.header(dataDigest: sealed.dataDigest, attributesDigest: sealed.attributesDigest)
            do throws(ProofError) { try proof.check(leaf: .leaf(header), root: checkpoint.root) } catch {
                fault = fault ?? error
                continue
            }
            steps.append("The data, \(layout), and the salt have the digest \(sealed.dataDigest).")
            if let digest = sealed.attributesDigest {
                let names = event.attributes.sealed.members.map(\.name).joined(separator: ", ")
                steps.append("What is kept beside the data (\(names)) and the salt have the digest \(digest).")
            }
            steps.append(Self.headerStep(header, "the event and these digests"))
            steps.append(Self.proofStep(proof, checkpoint))
            return
        }
        let sealed = Sealed(salt: salt, data: event.layouts?.all.first?.bytes ?? [], attributes: event.attributes.sealed)
        if let recorded = recordedHeader(extra, proof, checkpoint) {
            try HeaderComparison(recorded).check(event, sealed)
        }
        throw .proof(fault ?? .notIncluded(index: receipt.index, size: checkpoint.size))
    }

    /// Where nothing opens the digests: the header in the receipt is checked, and the event against it as far as it goes.
    private func checkHeader(
        _ event: ShownEvent, _ extra: ReceiptExtra?, _ proof: InclusionProof, _ checkpoint: Checkpoint, _ steps: inout [String]
    ) throws(ReceiptFault) {
        guard let extra else { return }
        do throws(ProofError) { try proof.check(leaf: .leaf(extra.leaf), root: checkpoint.root) } catch { throw .proof(error) }
        guard let header = try? Header(bytes: extra.leaf) else { return }
        try HeaderComparison(header).check(event, nil)
        steps.append(Self.headerStep(extra.leaf, "the receipt"))
        steps.append(Self.proofStep(proof, checkpoint))
        steps.append("What the event says beside its data is what this header says.")
    }

    private func checkErased(
        _ event: ShownEvent, _ extra: ReceiptExtra?, _ proof: InclusionProof, _ checkpoint: Checkpoint, _ steps: inout [String]
    ) throws(ReceiptFault) {
        guard extra != nil else { throw .event("its data were erased, and the receipt carries no copy of its header") }
        try checkHeader(event, extra, proof, checkpoint, &steps)
        steps.append("The event shows no data: they were erased, and only the header is left to check.")
    }

    /// The header that the receipt carries, if it is the one in the ledger.
    private func recordedHeader(_ extra: ReceiptExtra?, _ proof: InclusionProof, _ checkpoint: Checkpoint) -> Header? {
        guard let extra, (try? proof.check(leaf: .leaf(extra.leaf), root: checkpoint.root)) != nil else { return nil }
        return try? Header(bytes: extra.leaf)
    }

    private static func headerStep(_ header: [UInt8], _ origin: String) -> String {
        "The header made from \(origin) has the leaf hash \(hexadecimal(TreeHash.leaf(header).array))."
    }

    private static func proofStep(_ proof: InclusionProof, _ checkpoint: Checkpoint) -> String {
        let count = proof.hashes.count == 1 ? "1 hash" : "\(proof.hashes.count) hashes"
        return "This leaf hash and the \(count) of the receipt lead to the root that was signed."
    }
}

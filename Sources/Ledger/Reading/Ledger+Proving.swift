public import Events
import LMDB
public import Transparency

/// What an outsider is given, to check the ledger without trusting it.
extension Ledger {
    /// The key that checks checkpoints.
    public var verifier: NoteVerifier { log.signer.verifier }

    /// The signed checkpoint that is kept at this size; nil if no commit ended there.
    public func checkpoint(at size: UInt64) throws -> String? {
        try log.environment.read { reading in
            try reading.bytes(for: [UInt8](bigEndian: size), in: log.tables.checkpoints).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
    }

    /// The sizes nearest to this one at which a checkpoint is kept: below it, and from it on.
    public func checkpointSizes(near size: UInt64) throws -> (below: UInt64?, from: UInt64?) {
        try log.environment.read { reading in
            var cursor = try reading.cursor(over: log.tables.checkpoints)
            let key = [UInt8](bigEndian: size)
            let below = try cursor.last(before: key)?.key.bigEndian(at: 0)
            return (below, try cursor.seek(key)?.key.bigEndian(at: 0))
        }
    }

    /// Proves that the ledger of `new` events begins with the ledger of `old` events.
    ///
    /// - Returns: nil where nothing can be proven: from no events, to fewer events, or beyond the ledger's end.
    public func consistency(from old: UInt64, to new: UInt64) throws -> ConsistencyProof? {
        guard new <= head.size else { return nil }
        return try log.environment.read { reading in
            var prover = TreeProver()
            return try prover.consistency(from: old, to: new) { level, index in
                try TreeTable.hash(level: level, index: index, in: log.tables.tree, reading)
            }
        }
    }

    /// Proves that events are in the ledger when it had `size` events.
    ///
    /// - Returns: a proof for each position, in their order; nil if one of them is not below `size`, or `size` is beyond
    ///   the ledger's end.
    public func inclusion(of positions: [Position], in size: UInt64) throws -> [InclusionProof]? {
        guard size <= head.size else { return nil }
        return try log.environment.read { reading in
            var prover = TreeProver()
            var proofs: [InclusionProof] = []
            for position in positions {
                let proof = try prover.inclusion(of: position.rawValue, in: size) { level, index in
                    try TreeTable.hash(level: level, index: index, in: log.tables.tree, reading)
                }
                guard let proof else { return nil }
                proofs.append(proof)
            }
            return proofs
        }
    }

    /// The bytes of a tile; nil if the ledger does not have all that is in it yet.
    public func tile(_ tile: TilePath) throws -> [UInt8]? {
        guard let range = tile.range(in: head.size), let level = tile.treeLevel else { return nil }
        return try log.environment.read { reading in
            if tile.content != .entries { return try TreeTable.bytes(level: level, range, in: log.tables.tree, reading) }
            let entries = try range.map { position in try header(at: position, reading) }
            guard let bundle = EntryBundle.bytes(entries) else {
                throw LedgerError.damaged(position: range.lowerBound, reason: "a header is longer than a header can be")
            }
            return bundle
        }
    }

    /// What opens the digests in an event's header: nil beyond the ledger's end.
    public func disclosure(at position: Position) throws -> Disclosure? {
        try log.environment.read { reading in
            guard let record = try EventRecord(at: position, in: log.tables.events, reading) else { return nil }
            do {
                let header = try Header(bytes: record.header)
                let key = try keys.key(of: header.attributes.subject)
                if key == nil, keys.erasure(of: header.attributes.subject) == nil {
                    throw KeyRing.missing(header.attributes.subject, at: position.rawValue)
                }
                return Disclosure(leaf: record.header, sealed: try key.map { try Sealed(opening: record.sealed, with: $0) })
            } catch let error as RecordError {
                throw LedgerError.damaged(position: position.rawValue, reason: "\(error)")
            }
        }
    }

    private func header(at position: UInt64, _ reading: borrowing ReadTransaction) throws -> [UInt8] {
        guard let record = try EventRecord(at: Position(position), in: log.tables.events, reading) else {
            throw LedgerError.damaged(position: position, reason: "there is no event")
        }
        return record.header
    }
}

/// An event's header with what its digests were made of.
public struct Disclosure: Sendable {
    /// The header's bytes: the Merkle leaf.
    public let leaf: [UInt8]
    /// Salt, data and sealed attributes; nil once the subject's key is destroyed.
    public let sealed: Sealed?
}

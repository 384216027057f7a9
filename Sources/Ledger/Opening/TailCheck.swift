import Events
import LMDB
import Transparency

/// Looks at the end of a ledger before anything is served from it: whether the last events are readable, in order,
/// indexed and in the tree, and whether the tree's root is the one that was signed.
struct TailCheck {
    let tables: LogTables
    let keys: KeyRing
    let signer: NoteSigner
    let settings: LedgerSettings

    /// Events looked at; the whole ledger is checked by `daybook log verify`.
    static let length: UInt64 = 1000

    func run(_ reading: borrowing ReadTransaction) throws -> (Head, Frontier) {
        try checkAbout(reading)
        let size = try UInt64(reading.count(of: tables.events))
        let frontier = try TreeTable.frontier(at: size, in: tables.tree, reading)
        let checkpoint = try checkCheckpoint(size, frontier.root, reading)
        let indexed = try indexedSize(in: tables, reading) ?? size
        guard indexed <= size else {
            throw LedgerError.damaged(position: size, reason: "its index reaches to \(indexed), beyond its end")
        }
        // An erasure that was announced is settled once the index is whole, and its tombstone is looked at then.
        let announced = Set(try keys.announced().map(\.subject))
        let settled = keys.erased.lazy.filter { !announced.contains($0.key) }.map { (subject: $0.key, position: $0.value) }
        _ = try TombstoneCheck(tables: tables).run(settled, size: size, reading)
        var recorded: Instant?
        for position in (size > Self.length ? size - Self.length : 0)..<size {
            recorded = try checkEvent(position, after: recorded, isIndexed: position < indexed, reading)
        }
        return (Head(size: size, root: frontier.root, recordedTime: recorded, checkpoint: checkpoint), frontier)
    }

    private func checkAbout(_ reading: borrowing ReadTransaction) throws {
        guard let format = try reading.bytes(for: About.format, in: tables.about), format == About.currentFormat else {
            throw LedgerError.damaged(position: nil, reason: "it does not say that it is of format 1")
        }
        let origin = try reading.bytes(for: About.origin, in: tables.about) ?? []
        guard origin == Array(signer.name.utf8) else {
            throw LedgerError.settings(
                "the ledger was made with the origin \"\(String(decoding: origin, as: UTF8.self))\", and the settings say \"\(signer.name)\""
            )
        }
    }

    private func checkCheckpoint(_ size: UInt64, _ root: TreeHash, _ reading: borrowing ReadTransaction) throws -> String {
        guard let bytes = try reading.bytes(for: [UInt8](bigEndian: size), in: tables.checkpoints) else {
            throw LedgerError.damaged(position: size, reason: "no checkpoint is kept at the ledger's size \(size)")
        }
        let note = String(decoding: bytes, as: UTF8.self)
        guard let text = signer.verifier.open(note), let checkpoint = Checkpoint(text) else {
            throw LedgerError.key(
                file: settings.signingKeyFile,
                reason:
                    "did not sign this ledger's last checkpoint; use the ledger's own signing key, and if it is that, restore a backup"
            )
        }
        guard checkpoint == Checkpoint(origin: signer.name, size: size, root: root) else {
            throw LedgerError.damaged(position: size, reason: "the tree's root is not the one that was signed")
        }
        return note
    }

    private func checkEvent(
        _ position: UInt64, after earlier: Instant?, isIndexed: Bool, _ reading: borrowing ReadTransaction
    ) throws -> Instant {
        func fault(_ reason: String) -> LedgerError { .damaged(position: position, reason: reason) }
        guard let bytes = try reading.value(for: [UInt8](bigEndian: position), in: tables.events) else {
            throw fault("there is no event")
        }
        let record: EventRecord
        let header: Header
        do {
            record = try EventRecord(bytes)
            header = try Header(bytes: record.header)
        } catch { throw fault("\(error)") }
        guard header.position.rawValue == position else { throw fault("its header says \(header.position)") }
        if let earlier, header.recordedTime < earlier { throw fault("its recorded time goes back") }
        guard try TreeTable.hash(level: 0, index: position, in: tables.tree, reading) == TreeHash.leaf(record.header) else {
            throw fault("its header is not the leaf in the tree")
        }
        if isIndexed { try checkIndex(header, position, reading) }
        guard let key = try keys.key(of: header.attributes.subject) else {
            guard keys.erasure(of: header.attributes.subject) != nil else {
                throw KeyRing.missing(header.attributes.subject, at: position)
            }
            return header.recordedTime
        }
        guard let sealed = try? Sealed(opening: record.sealed, with: key), sealed.dataDigest == header.dataDigest,
            sealed.attributesDigest == header.attributesDigest
        else { throw fault("what is sealed is not what the header's digests say") }
        return header.recordedTime
    }

    private func checkIndex(_ header: Header, _ position: UInt64, _ reading: borrowing ReadTransaction) throws {
        guard let placed = try reading.value(for: IDKey(header.attributes.reference).bytes, in: tables.ids),
            let place = Place(placed),
            place.position.rawValue == position
        else { throw LedgerError.damaged(position: position, reason: "the index of ids does not lead to it") }
        let key = SubjectKey.bytes(header.attributes.subject, version: place.version)
        guard try reading.bytes(for: key, in: tables.subjects) == [UInt8](bigEndian: position) else {
            throw LedgerError.damaged(position: position, reason: "the index of subjects does not lead to it")
        }
    }
}

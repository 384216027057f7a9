import Events
import LMDB

/// Checks that the indexes lead to every event, by the lookups that the ledger itself makes.
struct IndexCheck: Sendable {
    let tables: LogTables
    /// Below this position every event has its rows; newer ones are looked at by `IndexTailCheck`.
    let indexed: UInt64

    /// What leads to the event at `position`.
    ///
    /// - Parameter cursor: one over the index of subjects, which stands anywhere.
    func check(
        _ header: Header, at position: UInt64, _ cursor: inout Cursor, _ reading: borrowing ReadTransaction
    ) throws {
        func fault(_ reason: String) -> LedgerFault { LedgerFault(position: position, reason: reason) }
        guard position < indexed else { return }
        guard let placed = try reading.value(for: IDKey(header.attributes.reference).bytes, in: tables.ids),
            let place = Place(placed), place.position.rawValue == position
        else { throw fault("the index of ids does not lead to it") }
        let subject = header.attributes.subject
        let key = SubjectKey.bytes(subject, version: place.version)
        guard let entry = try cursor.seek(place.version == 1 ? SubjectKey.prefix(subject) : key), entry.key.count == key.count,
            entry.key.starts(with: key)
        else { throw fault("the index of subjects does not stand in order there") }
        guard entry.value.count == 8, entry.value.bigEndian(at: 0) == position else {
            throw fault("the index of subjects does not lead to it")
        }
        if place.version > 1 {
            // By induction over the positions this makes versions dense and in order.
            let prefix = SubjectKey.prefix(subject)
            guard let before = try cursor.previous(), before.key.starts(with: prefix), before.key.count == key.count,
                before.key.bigEndian(at: prefix.count) == place.version - 1,
                let earlier = before.value.bigEndian(at: 0), earlier < position
            else { throw fault("the event before it of \(subject) is not where the index says") }
        } else {
            guard try subjectVersion(of: subject, in: tables.subjects, reading) >= 1 else {
                throw fault("the index of subjects does not find the last event of \(subject)")
            }
        }
    }
}

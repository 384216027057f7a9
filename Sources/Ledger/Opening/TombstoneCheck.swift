import Events
import LMDB

/// Looks at what vouches for erasures: a tombstone without the event that put it up would let a lost key pass for an erased
/// subject.
struct TombstoneCheck {
    let tables: LogTables

    /// - Parameters:
    ///   - erased: subjects, and the event that says of each that its key was destroyed.
    ///   - size: events in the log.
    /// - Returns: those whose event would stand beyond the log's end: the log is older than its keys.
    /// - Throws: `LedgerError.damaged` where an event says no such thing.
    func run(
        _ erased: some Sequence<(subject: Subject, position: Position)>, size: UInt64, _ reading: borrowing ReadTransaction
    ) throws -> [Subject: Position] {
        var later: [Subject: Position] = [:]
        for (subject, position) in erased {
            guard position.rawValue < size else {
                later[subject] = position
                continue
            }
            guard let record = try EventRecord(at: position, in: tables.events, reading),
                let header = try? Header(bytes: record.header), Erasure.says(header.attributes, of: subject)
            else {
                throw LedgerError.damaged(
                    position: position.rawValue,
                    reason: "the keys say that \(subject) was erased by the event there, and it says no such thing")
            }
        }
        return later
    }

    /// What such subjects are called in a sentence, as "case/1 and 2 others".
    static func words(_ later: [Subject: Position]) -> String {
        let first = later.keys.map(\.description).min() ?? ""
        return later.count == 1 ? first : "\(first) and \(later.count - 1) \(later.count == 2 ? "other" : "others")"
    }
}

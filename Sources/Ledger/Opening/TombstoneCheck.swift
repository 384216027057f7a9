public import Events
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

    /// Whose events tell erasures, among others of the ledger itself: how their keys begin in the index of subjects.
    private static let own: Subject = {
        guard let own = Subject("service/daybook") else { preconditionFailure("the ledger itself is a subject") }
        return own
    }()

    /// Looks whether the keys know of every erasure that the log tells: where they do not, they are older than the log, and would
    /// show again what was erased.
    ///
    /// - Parameters:
    ///   - size: events in the log.
    ///   - indexed: events below this position have their rows in the indexes; each of the others is looked at.
    ///   - isKnown: whether the keys say that a subject was erased, or is about to be.
    /// - Returns: the first erasure that the keys do not know, and the event that tells it.
    func unknown(
        size: UInt64, indexed: UInt64, _ reading: borrowing ReadTransaction, isKnown: (Subject) -> Bool
    ) throws -> OlderKeys? {
        if let found = try firstErasure(below: min(indexed, size), reading, where: { !isKnown($0) }) { return found }
        for position in min(indexed, size)..<size {
            if let found = try erasure(Position(position), reading, where: { !isKnown($0) }) { return found }
        }
        return nil
    }

    /// The first event that tells the erasure of such a subject.
    ///
    /// - Parameter recent: what the index of subjects does not have yet.
    func firstErasure(
        _ recent: RecentIndex, _ reading: borrowing ReadTransaction, where isSought: (Subject) -> Bool
    ) throws -> OlderKeys? {
        if let found = try firstErasure(below: .max, reading, where: isSought) { return found }
        for position in recent.positions(of: Self.own) {
            if let found = try erasure(position, reading, where: isSought) { return found }
        }
        return nil
    }

    /// The first event among those below a position, as the index of subjects has them.
    private func firstErasure(
        below end: UInt64, _ reading: borrowing ReadTransaction, where isSought: (Subject) -> Bool
    ) throws -> OlderKeys? {
        let prefix = SubjectKey.prefix(Self.own)
        var cursor = try reading.cursor(over: tables.subjects)
        var entry = try cursor.seek(prefix)
        while let row = entry, row.key.starts(with: prefix) {
            if let position = row.value.bigEndian(at: 0), position < end,
                let found = try erasure(Position(position), reading, where: isSought)
            {
                return found
            }
            entry = try cursor.next()
        }
        return nil
    }

    private func erasure(
        _ position: Position, _ reading: borrowing ReadTransaction, where isSought: (Subject) -> Bool
    ) throws -> OlderKeys? {
        guard let record = try EventRecord(at: position, in: tables.events, reading),
            let header = try? Header(bytes: record.header)
        else { return nil }
        return Erasure.said(by: header.attributes).first(where: isSought).map { OlderKeys(subject: $0, position: position) }
    }

    /// What such subjects are called in a sentence, as "case/1 and 2 others".
    static func words(_ later: [Subject: Position]) -> String {
        let first = later.keys.map(\.description).min() ?? ""
        return later.count == 1 ? first : "\(first) and \(later.count - 1) \(later.count == 2 ? "other" : "others")"
    }
}

/// Subjects' keys from before an erasure that the log tells.
public struct OlderKeys: Equatable, Sendable {
    /// Whom the keys do not know as erased.
    public let subject: Subject
    /// The event that says so.
    public let position: Position
}

extension OlderKeys: CustomStringConvertible {
    public var description: String {
        "the subjects' keys are older than the log: the event at position \(position) says that \(subject) was erased, and the keys know nothing of that, so what was erased would be shown again; put the newest copy of the keys in place, and if there is none newer, restore the older log that these keys were backed up with, and erase again what was erased since"
    }
}

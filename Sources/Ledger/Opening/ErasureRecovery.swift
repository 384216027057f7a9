import Events
import LMDB

/// Brings to an end the erasures that a process began and did not live to finish: done where an event that says so is in
/// the log, forgotten where none is. What held a destroyed key and was not overwritten any more is.
struct ErasureRecovery {
    let environment: Environment
    let tables: LogTables
    let recent: RecentIndex
    let keys: KeyRing

    func run() throws {
        try keys.shredLeftover()
        for (subject, id) in try keys.announced() {
            if let position = try position(of: id, erasing: subject) ?? position(erasing: subject) {
                try keys.erase(subject, at: position)
            } else {
                try keys.withdraw(subject)
            }
        }
    }

    private func position(of id: IDKey, erasing subject: Subject) throws -> Position? {
        try environment.read { reading in
            let place = try recent.place(of: id) ?? reading.bytes(for: id.bytes, in: tables.ids).flatMap { Place($0.span) }
            guard let place, let record = try EventRecord(at: place.position, in: tables.events, reading)
            else { return nil }
            return Erasure.says(try Header(bytes: record.header).attributes, of: subject) ? place.position : nil
        }
    }

    /// Another event that says so: of two that were to erase the subject in one commit the first did, and the note may be the other's.
    private func position(erasing subject: Subject) throws -> Position? {
        try environment.read { reading in
            try TombstoneCheck(tables: tables).firstErasure(recent, reading) { $0 == subject }?.position
        }
    }
}

import Events
import LMDB

/// The entries of earlier events that a commit takes along into the index tables.
struct IndexStep {
    /// In the order of keys.
    let ids: [RecentIDs.Entry]
    /// How many drawers these were in.
    let drawers: Int
    let subjects: SubjectMerge.Part?
    /// The position below which the tables are complete from now on; nil where that is not worth a page.
    let indexed: UInt64?

    /// Entries may be there already, from before a crash: they are the same then.
    func write(to tables: LogTables, _ transaction: inout WriteTransaction) throws {
        for (key, place) in ids { try transaction.put(place.bytes, for: key.bytes, in: tables.ids) }
        for (key, position) in subjects?.rows ?? [] {
            try transaction.put([UInt8](bigEndian: position.rawValue), for: key, in: tables.subjects)
        }
        if let indexed { try transaction.put([UInt8](bigEndian: indexed), for: About.indexed, in: tables.about) }
    }
}

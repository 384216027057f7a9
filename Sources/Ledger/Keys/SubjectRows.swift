import Events
import LMDB

extension Environment {
    /// The rows of a table of `keys/`, which each stand under a subject's name.
    func subjects(in table: Table) throws -> [(subject: Subject, value: [UInt8])] {
        try read { reading in
            var found: [(subject: Subject, value: [UInt8])] = []
            var cursor = try reading.cursor(over: table)
            var entry = try cursor.next()
            while let row = entry {
                guard let subject = Subject(String(decoding: Array(copying: row.key), as: UTF8.self)) else {
                    throw LedgerError.damaged(position: nil, reason: "a row of keys names no subject")
                }
                found.append((subject, Array(copying: row.value)))
                entry = try cursor.next()
            }
            return found
        }
    }

    /// The subjects whose keys were destroyed, and the event that says so of each.
    func tombstones(in table: Table) throws -> [(subject: Subject, position: Position)] {
        try subjects(in: table).map { ($0.subject, Position($0.value.reduce(0) { $0 << 8 | UInt64($1) })) }
    }
}

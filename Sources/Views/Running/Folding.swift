import Events
import LMDB
import Ledger

/// Turns a stretch of the ledger into rows, in the order of their keys, so that a page is touched once.
struct Folding {
    /// Events of one transaction. A transaction much larger would spill pages; one much smaller would flush too often.
    static let stretch = 4_000

    let index: Index
    let rows: [Index.Row]

    init(_ index: Index, _ events: [Event]) {
        self.index = index
        var rows: [Index.Row] = []
        rows.reserveCapacity(events.count)
        for event in events { index.rows(event, &rows) }
        rows.sort { $0.key.lexicographicallyPrecedes($1.key) }
        self.rows = rows
    }

    func write(to table: Table, _ transaction: inout WriteTransaction) throws {
        for row in rows { try transaction.put(row.value, for: row.key, in: table) }
    }
}

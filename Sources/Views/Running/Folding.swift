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
        var rows: [Index.Row] = []
        rows.reserveCapacity(events.count)
        for event in events { index.rows(event, &rows) }
        self.init(index, rows)
    }

    private init(_ index: Index, _ rows: [Index.Row]) {
        self.index = index
        self.rows = rows.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }

    /// What several views get of a stretch, which is read piece by piece where it has much text.
    static func all(_ indexes: [Index], _ positions: Range<UInt64>, in ledger: Ledger) throws -> [Folding] {
        var rows = [[Index.Row]](repeating: [], count: indexes.count)
        var next = positions.lowerBound
        while next < positions.upperBound {
            let events = try ledger.events(from: Position(next), limit: Int(positions.upperBound - next))
            guard !events.isEmpty else { break }
            for (at, index) in indexes.enumerated() {
                for event in events { index.rows(event, &rows[at]) }
            }
            next += UInt64(events.count)
        }
        return zip(indexes, rows).map { Folding($0, $1) }
    }

    func write(to table: Table, _ transaction: inout WriteTransaction) throws {
        try transaction.putInOrder(in: table) { put in for row in rows { try put(row.value, row.key) } }
    }
}

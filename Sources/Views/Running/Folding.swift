import Events
import LMDB
import Ledger

/// Turns a stretch of the ledger into rows of some views.
struct Folding {
    /// Events of one transaction. A transaction much larger would spill pages; one much smaller would flush too often.
    static let stretch = 4_000

    /// The position behind the last event.
    private(set) var end: Position
    /// Where among the events restrictions stand.
    private(set) var restrictions: [Position] = []
    private var views: [(index: Index, rows: Rows)]

    /// - Parameter positions: of the events; those beyond the ledger's end are left out.
    init(_ indexes: [Index], _ positions: Range<UInt64>, in ledger: Ledger) throws {
        views = indexes.map { ($0, Rows()) }
        end = Position(positions.lowerBound)
        while end.rawValue < positions.upperBound {
            let start = end
            self = try ledger.fold(from: start, limit: Int(positions.upperBound - start.rawValue), into: self) { $0.add($1) }
            guard end > start else { break }
        }
        for at in views.indices { views[at].rows.sort() }
    }

    private mutating func add(_ event: Event) {
        for at in views.indices { views[at].index.rows(event, &views[at].rows) }
        if event.attributes.type == Views.restriction { restrictions.append(event.position) }
        end = event.position.next
    }

    /// - Parameter table: of a view.
    func write(to table: (Index) -> Table, _ transaction: inout WriteTransaction) throws {
        for (index, rows) in views { try rows.write(to: table(index), &transaction) }
    }
}

import Events

/// A row of a table, with its cells under the columns of a mapping.
struct RowStatement {
    /// Which of the mappings it is for.
    let table: Int
    let place: Place
    /// By the number of the mapping's column; "" where the row says nothing.
    let cells: [String]
    /// The numbers of the columns of which the row says something that could not be taken.
    let lost: [Int]
    /// Cells that are kept as they stand, by attribute; those under columns that the mapping does not have among them.
    let kept: [(name: String, value: String)]

    /// Why there is no text under a column.
    func absence(_ column: Int) -> String { lost.contains(column) ? "left out" : "empty" }
}

/// What reading a table gives: its rows, between a beginning and an end.
enum RowItem {
    /// A file, or a sheet of it, begins.
    ///
    /// - Parameter made: when it was made, where it says so itself.
    case begins(file: String, content: String, table: Int, made: Instant?)
    case row(RowStatement)
    /// A row that could not be read, or said nothing; its fault is told.
    case refused
    case ends(sha256: String?)
}

/// Bytes of a cell that are kept; a long case note has some ten thousand. What is longer is left out, and reported.
let longestCell = 128 << 10

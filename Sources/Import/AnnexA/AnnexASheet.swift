import Events

/// One list, being read row by row.
struct AnnexASheet {
    /// Rows among which the names of the columns are looked for.
    static let headerRows = 40

    let list: Int
    let mapping: RowMapping
    let place: Place
    let columns: ColumnFinder
    let counts1904: Bool
    var reader: SheetReader
    /// Rows read ahead while the names were looked for.
    var waiting: [SheetReader.Row]
    let headerRow: Int
    private var formulas = 0
    private var blankRows = 0
    private var firstBlankRow = 0

    init(
        list: Int, mapping: RowMapping, place: Place, columns: ColumnFinder, counts1904: Bool, reader: SheetReader,
        waiting: [SheetReader.Row], headerRow: Int
    ) {
        self.list = list
        self.mapping = mapping
        self.place = place
        self.columns = columns
        self.counts1904 = counts1904
        self.reader = reader
        self.waiting = waiting
        self.headerRow = headerRow
    }

    /// The next row; nil at the end.
    mutating func next(_ output: inout ImportOutput) -> RowItem? {
        do throws(Workbook.Unreadable) {
            while let row = try nextRow() {
                guard row.isBlank else {
                    return .row(statement(row, &output))
                }
                if blankRows == 0 { firstBlankRow = row.number }
                blankRows += 1
            }
        } catch {
            output.faults.add(.sheetNotRead, place, "\(error.reason) Its rows up to there are taken.")
        }
        finish(&output)
        return nil
    }

    private mutating func nextRow() throws(Workbook.Unreadable) -> SheetReader.Row? {
        waiting.isEmpty ? try reader.next() : waiting.removeFirst()
    }

    private mutating func statement(_ row: SheetReader.Row, _ output: inout ImportOutput) -> RowStatement {
        let at = Place(file: place.file, sheet: place.sheet ?? "", row: row.number)
        var texts = [String](repeating: "", count: columns.names.count)
        var lost: [Int] = []
        for (column, cell) in row.cells where column < texts.count {
            let name = columns.names[column]
            if cell.isFormula {
                formulas += 1
                if cell.text.isEmpty, cell.error == nil {
                    output.faults.add(
                        .formulaEmpty, at, "\(name) holds a formula whose value was not stored; the cell says nothing.")
                }
            }
            if let error = cell.error {
                output.faults.add(.cellError, at, "\(name) is \(error); the cell says nothing.")
            } else if cell.text.utf8.count > longestCell {
                let detail =
                    "\(name) holds \(cell.text.utf8.count) bytes or more, where \(longestCell) are the most; it is left out."
                output.faults.add(.cellTooLong, at, detail)
                lost.append(column)
            } else if let number = cell.number, isDate(column),
                let day = SpreadsheetDate.text(number, counts1904: counts1904)
            {
                texts[column] = day
            } else {
                texts[column] = cell.text
            }
        }
        for (column, cell) in row.cells where column >= texts.count && !cell.text.isEmpty {
            output.faults.add(.columnUnknown, at, "The cell in column \(column + 1) stands under no name, and is not kept.")
        }
        return columns.statement(texts, lost: lost, of: mapping, table: list, at: at, output: &output)
    }

    private func isDate(_ column: Int) -> Bool { columns.columns[column].map { mapping.columns[$0].isDate } ?? false }

    private func finish(_ output: inout ImportOutput) {
        if formulas > 0 {
            output.faults.add(.formulaRead, place, "\(formulas) cells hold formulas.")
        }
        if blankRows > 0 {
            output.faults.add(.rowBlank, place, "\(blankRows) rows say nothing; the first is row \(firstBlankRow).")
        }
        let merged = reader.merged.filter { range in
            let rows = range.split(separator: ":").compactMap { part in Int(part.drop { $0.isLetter }) }
            return rows.contains { $0 > headerRow }
        }
        if !merged.isEmpty {
            let shown = merged.prefix(3).joined(separator: ", ") + (merged.count > 3 ? " and \(merged.count - 3) more" : "")
            output.faults.add(.cellsMerged, place, "Merged among the rows: \(shown).")
        }
    }
}

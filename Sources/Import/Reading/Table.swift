import CSV
import Events

/// A file of rows under named columns, as far as it could be read.
struct Table {
    let file: String
    /// Names of the columns read, as the first row writes them, less the blanks around them.
    private(set) var columns: [String] = []
    /// Rows in order of the file.
    private(set) var rows: [Row] = []
    /// Rows the file has, the row of names and blank lines left out.
    private(set) var rowCount = 0

    /// One row: what each named column says, less blanks around it; "" where it says nothing.
    struct Row {
        let place: Place
        let cells: [String: String]
        /// Columns of which the row says something that could not be taken.
        var lost: Set<String> = []

        subscript(column: String) -> String { cells[column] ?? "" }

        /// Why there is no text under a column.
        func absence(_ column: String) -> String { lost.contains(column) ? "left out" : "empty" }
    }

    /// Bytes of a cell that is kept with an event; the longest code or postcode has 8.
    static let cellLength = 160
    /// Rows of a table at most. The rows of a return's table are compared with each other, so they are all in memory; the largest
    /// authority has some twenty thousand.
    static let mostRows = 200_000

    /// - Parameters:
    ///   - required: columns without which no row says anything.
    ///   - expected: all columns the table should have.
    init(_ name: String, _ source: DigestedSource, required: [String], expected: [String], faults: inout FaultBook) {
        file = name
        let whole = Place(file: name)
        var reader = CSVReader(read: source.read)
        guard !Self.isUTF16(reader.beginning(Self.tellingBytes)) else {
            faults.add(.fileNotRead, whole, "It is written in UTF-16; save it as CSV UTF-8.")
            return
        }
        let first = reader.next()
        if let failure = reader.failure {
            faults.add(.fileNotRead, whole, "It cannot be read: \(failure).")
            return
        }
        guard let header = first, !header.isBlank else {
            faults.add(.fileNotRead, whole, "It has no row of column names.")
            return
        }
        guard header.problem == nil else {
            faults.add(.fileNotRead, whole, "Its first row, the names of the columns, has a stray quote.")
            return
        }
        let names = header.cells.map { trimmed($0 ?? "").uppercased() }
        readNames(names, required: required, expected: expected, faults: &faults)
        let canBeRead = required.allSatisfy(names.contains)
        while let row = reader.next() {
            let place = Place(file: name, row: row.number)
            guard !row.isBlank else {
                faults.add(.rowBlank, place, "The line is empty.")
                continue
            }
            rowCount += 1
            if rowCount == Self.mostRows + 1 {
                let detail = "A table of a return has at most \(Self.mostRows) rows; this one and those behind it are not read."
                faults.add(.fileNotRead, place, detail)
            }
            if canBeRead, rowCount <= Self.mostRows, let row = Self.read(row, at: place, names, faults: &faults) {
                rows.append(row)
            }
        }
        if let failure = reader.failure {
            let detail = "It cannot be read to its end: \(failure). What stands before is taken."
            faults.add(.fileBrokenOff, whole, detail)
        }
        if !canBeRead {
            let missing = required.filter { !names.contains($0) }.joined(separator: " and ")
            faults.add(.fileNotRead, whole, "Without \(missing) none of its \(rowCount) rows can be placed.")
        }
    }

    private mutating func readNames(_ names: [String], required: [String], expected: [String], faults: inout FaultBook) {
        let place = Place(file: file, row: 1)
        let strangers = names.filter { !expected.contains($0) && !required.contains($0) && !$0.isEmpty }
        for name in expected where !names.contains(name) {
            let hint = Spelling.nearest(to: name, among: strangers).map { " Is it the column \($0)?" } ?? ""
            faults.add(.columnMissing, place, "There is no column \(name).\(hint)")
        }
        for (index, name) in names.enumerated() {
            if name.isEmpty {
                faults.add(.columnUnknown, place, "Column \(index + 1) has no name; its cells are not kept.")
            } else if columns.contains(name) {
                faults.add(.columnRepeated, place, "Column \(name) stands twice; the first is read.")
            } else {
                columns.append(name)
                if strangers.contains(name) {
                    faults.add(.columnUnknown, place, "Column \(name) is none of this table's.")
                }
            }
        }
    }

    private static func read(_ row: CSVReader.Row, at place: Place, _ names: [String], faults: inout FaultBook) -> Row? {
        if let problem = row.problem {
            faults.add(.rowMalformed, place, problem.words)
            return nil
        }
        guard row.cells.count == names.count else {
            let detail = "It has \(row.cells.count) cells under \(names.count) column names, so which is which cannot be told."
            faults.add(.rowColumns, place, detail)
            return nil
        }
        var cells: [String: String] = [:]
        var lost: Set<String> = []
        for at in names.indices where names[at].isEmpty && !trimmed(row.cells[at] ?? "?").isEmpty {
            faults.add(.cellNameless, place, "Column \(at + 1) has no name; what stands there is not kept.")
        }
        for (name, cell) in zip(names, row.cells) where !name.isEmpty && cells[name] == nil {
            guard let cell else {
                faults.add(.notUTF8, place, "\(name) is not UTF-8 text; it is left out.")
                cells[name] = ""
                lost.insert(name)
                continue
            }
            let text = trimmed(cell)
            if text.utf8.count > cellLength {
                let detail = "\(name) holds \(text.utf8.count) bytes, where \(cellLength) are the most; it is left out."
                faults.add(.cellTooLong, place, detail)
                cells[name] = ""
                lost.insert(name)
            } else if Posting.hasControlCharacter(text) {
                faults.add(.cellControl, place, "\(name) holds \(controlCharacter); it is left out.")
                cells[name] = ""
                lost.insert(name)
            } else {
                cells[name] = text
            }
        }
        return Row(place: place, cells: cells, lost: lost)
    }

    /// By its mark, or by a zero byte among the first, which no CSV in UTF-8 has.
    ///
    /// - Parameter beginning: the first ``tellingBytes``.
    static func isUTF16(_ beginning: [UInt8]) -> Bool {
        beginning.starts(with: [0xFF, 0xFE]) || beginning.starts(with: [0xFE, 0xFF]) || beginning.contains(0)
    }

    /// Bytes at the beginning of a file that tell how it is written.
    static let tellingBytes = 64
}

/// `text` less spaces and tabs at both ends.
func trimmed(_ text: String) -> String {
    func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
    guard text.first.map(isBlank) == true || text.last.map(isBlank) == true else { return text }
    var rest = text[...].drop(while: isBlank)
    while rest.last.map(isBlank) == true { rest.removeLast() }
    return String(rest)
}

import CSV
import Events

/// Reads the rows of CSV files under the columns of one mapping. In memory is a piece of a file and the row under way.
struct CSVRowReader: StatementReader {
    private let mapping: RowMapping
    private let separator: UInt8
    private var waiting: ArraySlice<ByteSource>
    private var open: Open?

    /// A file that is being read.
    private struct Open {
        let name: String
        let source: DigestedSource
        var reader: CSVReader
        let columns: ColumnFinder
    }

    init(_ files: [ByteSource], _ mapping: RowMapping, separator: UInt8 = UInt8(ascii: ",")) {
        self.mapping = mapping
        self.separator = separator
        waiting = files[...]
    }

    mutating func next(_ output: inout ImportOutput) -> RowItem? {
        guard open == nil else { return row(&output) }
        guard let file = waiting.popFirst() else { return nil }
        let source = file.digested()
        if let opened = begin(file.name, source, &output) {
            open = opened
            return .begins(file: file.name, content: mapping.title, table: 0, made: nil)
        }
        output.files.append(ImportReport.File(name: file.name, sha256: source.finish()))
        return next(&output)
    }

    private func begin(_ name: String, _ source: DigestedSource, _ output: inout ImportOutput) -> Open? {
        let whole = Place(file: name)
        var reader = CSVReader(separator: separator, read: source.read)
        guard !Table.isUTF16(reader.beginning(Table.tellingBytes)) else {
            output.faults.add(.fileNotRead, whole, "It is written in UTF-16, or is no text; save it as CSV UTF-8.")
            return nil
        }
        let first = reader.next()
        if let failure = reader.failure {
            output.faults.add(.fileNotRead, whole, "It cannot be read: \(failure).")
            return nil
        }
        guard let header = first, !header.isBlank else {
            output.faults.add(.fileNotRead, whole, "It has no row of column names.")
            return nil
        }
        guard header.problem == nil else {
            output.faults.add(.fileNotRead, whole, "Its first row, the names of the columns, has a stray quote.")
            return nil
        }
        let names = header.cells.map { trimmed($0 ?? "") }
        let columns = ColumnFinder(names, mapping, at: Place(file: name, row: 1), output: &output)
        guard columns.missing.isEmpty else {
            let missing = columns.missing.joined(separator: " and ")
            let hint = Self.separatorHint(names)
            output.faults.add(.fileNotRead, whole, "Without the column \(missing) none of its rows says anything.\(hint)")
            return nil
        }
        return Open(name: name, source: source, reader: reader, columns: columns)
    }

    /// What to do where all names stand in one cell, parted by a character that the mapping does not name.
    private static func separatorHint(_ names: [String]) -> String {
        guard names.count == 1, let name = names.first,
            let separator = CSVSeparator.all.first(where: { name.utf8.contains($0.byte) })
        else { return "" }
        return " Its cells look parted by \"\(separator.name)\": say separator: \"\(separator.name)\" in the mapping."
    }

    private mutating func row(_ output: inout ImportOutput) -> RowItem {
        guard let name = open?.name, let columns = open?.columns else { return .refused }
        while let row = open?.reader.next() {
            let place = Place(file: name, row: row.number)
            if row.isBlank {
                output.faults.add(.rowBlank, place, "The line is empty.")
                continue
            }
            if let problem = row.problem {
                output.faults.add(.rowMalformed, place, problem.words)
                return .refused
            }
            guard row.cells.count == columns.names.count else {
                let detail =
                    "It has \(row.cells.count) cells under \(columns.names.count) column names, so which is which cannot be told."
                output.faults.add(.rowColumns, place, detail)
                return .refused
            }
            let (texts, lost) = Self.texts(row, columns.names, place, &output)
            return .row(columns.statement(texts, lost: lost, of: mapping, table: 0, at: place, output: &output))
        }
        if let failure = open?.reader.failure {
            output.faults.add(
                .fileBrokenOff, Place(file: name), "It cannot be read to its end: \(failure). What stands before is taken.")
        }
        defer { open = nil }
        return .ends(sha256: open?.source.finish())
    }

    private static func texts(
        _ row: CSVReader.Row, _ names: [String], _ place: Place, _ output: inout ImportOutput
    ) -> (texts: [String], lost: [Int]) {
        var texts: [String] = []
        var lost: [Int] = []
        texts.reserveCapacity(row.cells.count)
        for (at, cell) in row.cells.enumerated() {
            guard let cell else {
                output.faults.add(.notUTF8, place, "\(names[at]) is not UTF-8 text; it is left out.")
                texts.append("")
                lost.append(at)
                continue
            }
            guard cell.utf8.count <= longestCell else {
                let detail = "\(names[at]) holds \(cell.utf8.count) bytes, where \(longestCell) are the most; it is left out."
                output.faults.add(.cellTooLong, place, detail)
                texts.append("")
                lost.append(at)
                continue
            }
            texts.append(trimmed(cell))
        }
        return (texts, lost)
    }
}

extension CSVReader.Problem {
    /// What a report says of it.
    var words: String {
        switch self {
        case .strayQuote: "A quote stands where none may."
        case .openQuote: "A quote is opened and never closed; the file may be cut off."
        case .tooLong:
            "It has more than \(CSVReader.longestRow >> 20) MiB, the most that is read of a row; perhaps a quote is opened and never closed."
        }
    }
}

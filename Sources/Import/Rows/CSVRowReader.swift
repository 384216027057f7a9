import CSV
import Crypto
import Events

/// Reads the rows of CSV files under the columns of one mapping.
struct CSVRowReader: StatementReader {
    private let mapping: RowMapping
    private let separator: UInt8
    private var waiting: ArraySlice<SourceFile>
    private var open: (file: SourceFile, reader: CSVReader, columns: ColumnFinder)?

    init(_ files: [SourceFile], _ mapping: RowMapping, separator: UInt8 = UInt8(ascii: ",")) {
        self.mapping = mapping
        self.separator = separator
        waiting = files[...]
    }

    mutating func next(_ output: inout ImportOutput) -> RowItem? {
        guard open == nil else { return row(&output) }
        guard let file = waiting.popFirst() else { return nil }
        if let opened = begin(file, &output) {
            open = opened
            return .begins(file: file.name, content: mapping.title, table: 0, made: nil)
        }
        output.files.append(ImportReport.File(name: file.name, sha256: Self.digest(file)))
        return next(&output)
    }

    private func begin(_ file: SourceFile, _ output: inout ImportOutput) -> (SourceFile, CSVReader, ColumnFinder)? {
        let whole = Place(file: file.name)
        guard !Table.isUTF16(file.bytes) else {
            output.add(.fileNotRead, whole, "It is written in UTF-16, or is no text; save it as CSV UTF-8.")
            return nil
        }
        var reader = CSVReader(file.bytes, separator: separator)
        guard let header = reader.next(), !header.isBlank else {
            output.add(.fileNotRead, whole, "It has no row of column names.")
            return nil
        }
        guard header.problem == nil else {
            output.add(.fileNotRead, whole, "Its first row, the names of the columns, has a stray quote.")
            return nil
        }
        let names = header.cells.map { trimmed($0 ?? "") }
        let columns = ColumnFinder(names, mapping, at: Place(file: file.name, row: 1), output: &output)
        guard columns.missing.isEmpty else {
            let missing = columns.missing.joined(separator: " and ")
            output.add(.fileNotRead, whole, "Without the column \(missing) none of its rows says anything.")
            return nil
        }
        return (file, reader, columns)
    }

    private mutating func row(_ output: inout ImportOutput) -> RowItem {
        guard let file = open?.file, let columns = open?.columns else { return .refused }
        while let row = open?.reader.next() {
            let place = Place(file: file.name, row: row.number)
            if row.isBlank {
                output.add(.rowBlank, place, "The line is empty.")
                continue
            }
            if let problem = row.problem {
                let detail =
                    problem == .openQuote
                    ? "A quote is opened and never closed; the file may be cut off." : "A quote stands where none may."
                output.add(.rowMalformed, place, detail)
                return .refused
            }
            guard row.cells.count == columns.names.count else {
                let detail =
                    "It has \(row.cells.count) cells under \(columns.names.count) column names, so which is which cannot be told."
                output.add(.rowColumns, place, detail)
                return .refused
            }
            let texts = Self.texts(row, columns.names, place, &output)
            return .row(columns.statement(texts, of: mapping, table: 0, at: place, output: &output))
        }
        open = nil
        return .ends(sha256: Self.digest(file))
    }

    private static func texts(
        _ row: CSVReader.Row, _ names: [String], _ place: Place, _ output: inout ImportOutput
    ) -> [String] {
        var texts: [String] = []
        texts.reserveCapacity(row.cells.count)
        for (at, cell) in row.cells.enumerated() {
            guard let cell else {
                output.add(.notUTF8, place, "\(names[at]) is not UTF-8 text; it is left out.")
                texts.append("")
                continue
            }
            guard cell.utf8.count <= longestCell else {
                let detail = "\(names[at]) holds \(cell.utf8.count) bytes, where \(longestCell) are the most; it is left out."
                output.add(.cellTooLong, place, detail)
                texts.append("")
                continue
            }
            texts.append(trimmed(cell))
        }
        return texts
    }

    private static func digest(_ file: SourceFile) -> String { hexadecimal(SHA256.hash(data: file.bytes)) }
}

import XML

/// Reads the rows of one sheet, one after the other.
struct SheetReader {
    /// A row with its cells.
    struct Row {
        /// As the spreadsheet numbers it.
        let number: Int
        /// By column, from 0.
        var cells: [Int: Cell] = [:]

        /// Whether no cell says anything.
        var isBlank: Bool { cells.values.allSatisfy { $0.text.isEmpty && $0.error == nil } }
    }

    struct Cell {
        /// What it says; of a day `YYYY-MM-DD`.
        var text = ""
        /// The number, where it is one that is not shown as a day.
        var number: Double?
        /// An error of the spreadsheet, such as `#N/A`.
        var error: String?
        var isFormula = false
    }

    /// Columns that are read; the widest list has 34.
    static let mostColumns = 256
    /// Rows that a sheet can have, by Excel's limits.
    static let mostRows = 1_048_576

    private let workbook: Workbook
    private let part: String
    private let reader: XMLReader
    private var lastRow = 0
    /// Ranges of cells that are merged, as `A5:A7`; known once the rows are read.
    private(set) var merged: [String] = []

    /// Nil where the workbook lacks the sheet's part.
    init?(_ workbook: Workbook, part: String) throws(Workbook.Unreadable) {
        guard let reader = try workbook.part(part) else { return nil }
        self.workbook = workbook
        self.part = part
        self.reader = reader
    }

    /// The next row; nil after the last.
    mutating func next() throws(Workbook.Unreadable) -> Row? {
        while let node = try Workbook.next(reader, part) {
            switch node {
            case .start("row"):
                let number = reader.attribute("r").map { Int($0) } ?? lastRow + 1
                guard let number, (1...Self.mostRows).contains(number) else {
                    throw Workbook.Unreadable(
                        reason: "Its part \(part) has a row behind row \(lastRow) whose number is none of 1 to \(Self.mostRows).")
                }
                lastRow = number
                return try row(number)
            case .start("mergeCell"): if let range = reader.attribute("ref") { merged.append(range) }
            default: break
            }
        }
        return nil
    }

    private mutating func row(_ number: Int) throws(Workbook.Unreadable) -> Row {
        var row = Row(number: number)
        var column = -1
        while let node = try Workbook.next(reader, part), node != .end("row") {
            guard node == .start("c") else { continue }
            column = reader.attribute("r").flatMap(Self.column) ?? column + 1
            let cell = try cell(kind: reader.attribute("t"), style: reader.attribute("s").flatMap { Int($0) } ?? 0)
            if (0..<Self.mostColumns).contains(column) { row.cells[column] = cell }
        }
        return row
    }

    private func cell(kind: String?, style: Int) throws(Workbook.Unreadable) -> Cell {
        var cell = Cell()
        var value = ""
        var takes = false
        while let node = try Workbook.next(reader, part), node != .end("c") {
            switch node {
            case .start("f"): cell.isFormula = true
            case .start("v"), .start("t"): takes = true
            case .end("v"), .end("t"): takes = false
            case .text(let piece): if takes, value.utf8.count <= longestCell { value += piece }
            default: break
            }
        }
        switch kind {
        case "s":
            cell.text = Int(value).flatMap { workbook.sharedTexts.indices.contains($0) ? workbook.sharedTexts[$0] : nil } ?? ""
        case "str", "inlineStr", "d": cell.text = value
        case "b": cell.text = value == "1" ? "TRUE" : "FALSE"
        case "e": cell.error = value
        default:
            guard let number = Double(value) else { break }
            if workbook.showsDate.indices.contains(style), workbook.showsDate[style],
                let day = SpreadsheetDate.text(number, counts1904: workbook.counts1904)
            {
                cell.text = day
            } else {
                cell.number = number
                cell.text = Self.text(number)
            }
        }
        // Some write an error as a text.
        if ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"].contains(cell.text) {
            cell.error = cell.text
        }
        if cell.error != nil { cell.text = "" }
        cell.text = trimmed(lines: cell.text.replacing("\u{A0}", with: " "))
        return cell
    }

    /// A whole number without a point, as identifiers are meant.
    private static func text(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : "\(number)"
    }

    /// The column that `AB12` names, from 0.
    static func column(_ reference: String) -> Int? {
        var column = 0
        for byte in reference.utf8 {
            guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) else { break }
            column = column * 26 + Int(byte - UInt8(ascii: "A")) + 1
            guard column <= 16_384 else { return nil }
        }
        return column > 0 ? column - 1 : nil
    }
}

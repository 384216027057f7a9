public import JSON

/// Where a statement stands.
public struct Place: Hashable, Sendable {
    public let file: String
    /// The sheet of a workbook.
    public var sheet: String?
    /// As a spreadsheet numbers it: the line of column names is row 1. Nil for the file as a whole, or where lines count.
    public let row: Int?
    /// The line of a text that has no rows, from 1.
    public var line: Int?

    public init(file: String, row: Int? = nil) {
        self.file = file
        self.row = row
    }

    public init(file: String, sheet: String, row: Int? = nil) {
        self.init(file: file, row: row)
        self.sheet = sheet
    }

    public init(file: String, line: Int) {
        self.init(file: file)
        self.line = line
    }
}

extension Place: Comparable {
    public static func < (a: Place, b: Place) -> Bool {
        if a.file != b.file { return a.file < b.file }
        if a.sheet != b.sheet { return (a.sheet ?? "") < (b.sheet ?? "") }
        return (a.row ?? a.line ?? 0) < (b.row ?? b.line ?? 0)
    }
}

extension Place: CustomStringConvertible {
    /// `2017-episodes.csv row 12`, `annex-a.xlsx, List 3 row 7`, `census.xml line 40`.
    public var description: String {
        file + (sheet.map { ", \($0)" } ?? "") + (row.map { " row \($0)" } ?? "") + (line.map { " line \($0)" } ?? "")
    }
}

extension Place: JSONWritable {
    public func write(to writer: inout JSONWriter) { writer.object { writeMembers(to: &$0) } }

    /// The members without their braces.
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("file", file)
        if let sheet { writer.member("sheet", sheet) }
        writer.member("row", row)
        if let line { writer.member("line", line) }
    }
}

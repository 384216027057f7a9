public import JSON

/// Where a statement stands.
public struct Place: Hashable, Comparable, Sendable {
    public let file: String
    /// As a spreadsheet numbers it: the line of column names is row 1. Nil for the file as a whole.
    public let row: Int?

    public init(file: String, row: Int? = nil) {
        self.file = file
        self.row = row
    }

    public static func < (a: Place, b: Place) -> Bool {
        a.file != b.file ? a.file < b.file : (a.row ?? 0) < (b.row ?? 0)
    }
}

extension Place: CustomStringConvertible {
    /// `2017-episodes.csv row 12`
    public var description: String { row.map { "\(file) row \($0)" } ?? file }
}

extension Place: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { object in
            object.member("file", file)
            object.member("row", row)
        }
    }
}

import CSV
public import JSON

/// The events of one type as rows of one table (CSV as RFC 4180 has it: commas, CRLF, quotes where they are needed, UTF-8).
///
/// An attribute has a column of its name, a field of the data one named `data.FIELD`, a field of an object within it
/// `data.FIELD.PART`. A list is one cell that holds its JSON. `true`, `false` and numbers are written as in JSON, `null`
/// and what is absent as an empty cell, a text as it stands.
public struct FlatTable: Sendable {
    /// The columns that every table begins with, in this order.
    public static let first = [
        "sequence", "source", "id", "type", "subject", "time", "timeprecision", "enteredtime", "recordedtime", "postedby",
        "actor", "actorname", "actorrole", "actorteam", "concerns", "corrects",
    ]

    /// Names of columns behind those.
    private var others: Set<String> = []

    public init() {}

    /// Notes which columns an event needs.
    public mutating func note(_ event: JSONValue) {
        Self.walk(event) { name, _, _ in if !Self.firstNames.contains(name) { others.insert(name) } }
    }

    private static let firstNames = Set(first)

    /// All columns: the first, then the other attributes, then the data, each in the order of their names.
    public var columns: [String] {
        let isData = { (name: String) in name.hasPrefix("data.") }
        return Self.first + others.filter { !isData($0) }.sorted() + others.filter(isData).sorted()
    }

    /// The line of column names.
    public var header: [UInt8] { CSVLine.bytes(columns.map { Array($0.utf8) }) }

    /// An event's line under `columns`.
    ///
    /// - Parameter forSpreadsheet: whether texts that a spreadsheet would work out as formulas begin with an apostrophe.
    public static func line(_ event: JSONValue, columns: [String], forSpreadsheet: Bool = false) -> [UInt8] {
        var cells: [String: [UInt8]] = [:]
        walk(event) { name, value, isText in cells[name] = forSpreadsheet && isText ? CSVLine.spreadsheetCell(value) : value }
        return CSVLine.bytes(columns.map { cells[$0] ?? [] })
    }

    private static func walk(_ event: JSONValue, _ take: (String, [UInt8], Bool) -> Void) {
        for (key, value) in event.members {
            guard let name = key.string else { continue }
            if name == "specversion" { continue }
            walk(value, name, take)
        }
    }

    /// - Parameter take: is given a name, a cell, and whether the cell is text.
    private static func walk(_ value: JSONValue, _ name: String, _ take: (String, [UInt8], Bool) -> Void) {
        switch value.kind {
        case .object:
            for (key, part) in value.members { walk(part, name + "." + (key.string ?? ""), take) }
        case .string: take(name, Array((value.string ?? "").utf8), true)
        case .null: break
        case .array, .number, .true, .false: take(name, Array(value.text), false)
        }
    }
}

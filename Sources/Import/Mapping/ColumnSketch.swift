import Events

/// What the cells of a column look like.
struct ColumnSketch {
    let name: String
    /// Rows in which it says something.
    private(set) var filled = 0
    private var days = 0
    private var flags = 0
    /// Different cells, as long as there are few.
    private(set) var codes: [String: Int] = [:]
    private var isOpen = true
    private var seen: Set<Int> = []

    /// Different cells with which a column still counts as one of codes.
    static let mostCodes = 12

    init(name: String) { self.name = name }

    mutating func add(_ cell: String) {
        guard !cell.isEmpty else { return }
        filled += 1
        if StatedDate(cell).day != nil { days += 1 }
        if CensusCodes.flag(cell) != nil { flags += 1 }
        seen.insert(cell.hashValue)
        guard isOpen else { return }
        codes[cell, default: 0] += 1
        if codes.count > Self.mostCodes || cell.utf8.count > 60 {
            isOpen = false
            codes = [:]
        }
    }

    enum Kind { case empty, day, flag, code, identifier, text }

    /// - Parameter rows: rows looked at.
    func kind(rows: Int) -> Kind {
        if filled == 0 { return .empty }
        // One cell in five may be a slip: it is reported when the file is imported.
        if days * 5 >= filled * 4 { return .day }
        if flags == filled { return .flag }
        if isOpen, codes.count * 2 <= filled || codes.count <= 3 { return .code }
        return seen.count == filled && filled == rows ? .identifier : .text
    }

    /// Cells that are no days, in a column of days.
    var slips: Int { filled - days }

    var plain: String { ColumnFinder.plain(name) }

    func names(_ words: String...) -> Bool { words.contains { plain.contains($0) } }
}

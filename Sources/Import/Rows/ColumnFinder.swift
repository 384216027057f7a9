import Events

/// Finds the columns of a mapping among the names that a file gives.
struct ColumnFinder {
    /// By the place in the file, the attribute in which its cells are kept as they stand.
    private var attributes: [String?] = []
    /// By the place in the file, the number of the mapping's column; nil for a column that the mapping does not have.
    private(set) var columns: [Int?]
    /// The numbers of the mapping's columns whose cells become part of an event's data.
    private let read: Set<Int>
    /// By the place in the file, its name as it stands.
    let names: [String]

    /// Letters and digits in small letters: `Date of Birth` and `DATE_OF_BIRTH` are one name.
    static func plain(_ name: String) -> String {
        var letters: [UInt8] = []
        for byte in name.lowercased().utf8 where byte.isLetterOrDigit { letters.append(byte) }
        return String(decoding: letters, as: UTF8.self)
    }

    /// How many of the mapping's columns these names are.
    static func matches(_ names: [String], _ mapping: RowMapping) -> Int {
        let known = Set(names.map(plain))
        return mapping.columns.count { column in ([column.name] + column.others).contains { known.contains(plain($0)) } }
    }

    /// - Parameter place: where the names stand.
    init(_ names: [String], _ mapping: RowMapping, at place: Place, output: inout ImportOutput) {
        self.names = names
        read = mapping.columnsRead
        var byName: [String: Int] = [:]
        for (number, column) in mapping.columns.enumerated() {
            for name in [column.name] + column.others { byName[Self.plain(name)] = number }
        }
        var found: Set<Int> = []
        var strangers: [String] = []
        columns = []
        for (at, name) in names.enumerated() {
            guard !name.isEmpty else {
                columns.append(nil)
                output.faults.add(.columnUnknown, place, "Column \(at + 1) has no name; its cells are not kept.")
                continue
            }
            let number = byName[Self.plain(name)]
            columns.append(number.flatMap { found.insert($0).inserted ? $0 : nil })
            guard let number else {
                strangers.append(name)
                continue
            }
            if columns.last == .some(nil) {
                output.faults.add(
                    .columnRepeated, place, "Column \(name) stands twice (\(mapping.columns[number].name)); the first is read.")
            }
        }
        for (number, column) in mapping.columns.enumerated() where !found.contains(number) {
            let near = Spelling.nearest(to: column.name, among: strangers).map { " Is it the column \($0)?" } ?? ""
            output.faults.add(.columnMissing, place, "There is no column \(column.name).\(near)")
        }
        missing = mapping.columns.enumerated().filter { $1.isNeeded && !found.contains($0) }.map(\.element.name)
        nameAttributes(mapping, place, &output)
    }

    /// Gives each column that is kept its attribute, the mapping's columns first.
    private mutating func nameAttributes(_ mapping: RowMapping, _ place: Place, _ output: inout ImportOutput) {
        attributes = [String?](repeating: nil, count: names.count)
        var taken: Set<String> = []
        func attribute(_ name: String) -> String? {
            guard let prefix = mapping.keeps, taken.count < Posting.extensionCount else { return nil }
            let attribute = String((prefix + Self.plain(name)).prefix(AttributeNames.length))
            return attribute != prefix && taken.insert(attribute).inserted ? attribute : nil
        }
        for (at, number) in columns.enumerated() {
            guard let number, mapping.columns[number].isKept else { continue }
            attributes[at] = attribute(mapping.columns[number].short ?? mapping.columns[number].name)
        }
        for (at, number) in columns.enumerated() where number == nil && !names[at].isEmpty {
            attributes[at] = attribute(names[at])
            let stranger = "Column \(names[at]) is none of the mapping's; "
            if let attribute = attributes[at] {
                output.faults.add(.columnUnknown, place, stranger + "its cells are kept as \(attribute).")
            } else if mapping.keeps == nil {
                output.faults.add(.columnUnknown, place, stranger + "its cells are not kept.")
            } else {
                output.faults.add(.columnNotKept, place, stranger + "its cells are not kept, as no attribute is left for them.")
            }
        }
    }

    /// Columns without which no row says anything, and which are not there.
    let missing: [String]

    /// The cells of a row under the mapping's columns, and those that are kept as they stand.
    ///
    /// - Parameter lost: the places in the row of cells that could not be taken.
    func statement(
        _ texts: [String], lost: [Int] = [], of mapping: RowMapping, table: Int, at place: Place, output: inout ImportOutput
    ) -> RowStatement {
        var cells = [String](repeating: "", count: mapping.columns.count)
        var kept: [(name: String, value: String)] = []
        for (at, text) in texts.enumerated() where !text.isEmpty && at < columns.count {
            if let number = columns[at] { cells[number] = text }
            if names[at].isEmpty {
                output.faults.add(.cellNameless, place, "Column \(at + 1) has no name; what stands there is not kept.")
            }
            guard let attribute = attributes[at] else { continue }
            let isRead = columns[at].map(read.contains) ?? false
            switch Posting.extensionFault(of: text) {
            case nil: kept.append((attribute, text))
            case .controlCharacter:
                let detail = "\(names[at]) holds \(controlCharacter); it is not kept as it stands."
                output.faults.add(isRead ? .cellNotKept : .cellControl, place, detail)
            case .tooLong(let bytes):
                let detail =
                    "\(names[at]) holds \(bytes) bytes, where \(Posting.extensionLength) are kept as they stand; it is not."
                output.faults.add(isRead ? .cellNotKept : .cellTooLong, place, detail)
            }
        }
        let lostColumns = lost.compactMap { $0 < columns.count ? columns[$0] : nil }
        return RowStatement(table: table, place: place, cells: cells, lost: lostColumns, kept: kept)
    }
}

import Events

/// The attributes in which an event keeps the cells of its row as they stand, so that nothing a return says is lost where
/// the event vocabulary has no field for it: LS becomes `ssdals`. The ledger keeps them sealed and gives them back.
struct AttributeNames {
    /// In order of the columns.
    let names: [(column: String, attribute: String)]

    static let prefix = "ssda"
    /// Letters and digits of an attribute's name, as CloudEvents recommends.
    static let length = 20

    init(_ table: Table, faults: inout FaultBook) {
        var names: [(column: String, attribute: String)] = []
        for column in table.columns where column != "CHILD" {
            let attribute = Self.name(of: column)
            if attribute == Self.prefix || names.contains(where: { $0.attribute == attribute })
                || names.count == Posting.extensionCount
            {
                let detail = "The cells of column \(column) are not kept: no attribute is left for it."
                faults.add(.columnNotKept, Place(file: table.file, row: 1), detail)
            } else {
                names.append((column, attribute))
            }
        }
        self.names = names
    }

    /// Which cells of its row an event keeps.
    enum Cells {
        case all, none
        case only(Set<String>)

        func includes(_ column: String) -> Bool {
            switch self {
            case .all: true
            case .none: false
            case .only(let columns): columns.contains(column)
            }
        }
    }

    /// What the row says, by attribute; empty cells left out.
    func attributes(of statement: Statement, _ cells: Cells) -> [(name: String, value: String)] {
        names.compactMap { name in
            let cell = statement[name.column]
            return cell.isEmpty || !cells.includes(name.column) ? nil : (name.attribute, cell)
        }
    }

    static func name(of column: String) -> String {
        // Whole, this name would be a letter too long.
        if column == "REASON_PLACE_CHANGE" { return "ssdareasonplchange" }
        let letters = column.lowercased().utf8.filter {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        return String((prefix + String(decoding: letters, as: UTF8.self)).prefix(length))
    }
}

import Events

/// A row of a return that names its child.
struct Statement {
    let row: Table.Row
    /// The child's reference, fit for `case/REF`.
    let child: String
    /// All that the row says, to tell rows apart.
    let content: String

    subscript(column: String) -> String { row[column] }

    var place: Place { row.place }

    /// Nil, with a fault, where no child is named or not in a way that can name a case.
    init?(_ row: Table.Row, faults: inout FaultBook) {
        let child = row["CHILD"]
        guard Subject(kind: .case, ref: child) != nil else {
            let detail =
                child.isEmpty
                ? "CHILD is \(row.absence("CHILD"))."
                : "CHILD is \"\(child)\"; an identifier has 1 to \(Subject.refLength) letters, digits or . _ ~ : @ + -"
            faults.add(.childUnusable, row.place, detail)
            return nil
        }
        self.row = row
        self.child = child
        content = row.cells.sorted { $0.key < $1.key }.map { "\($0.key)\u{1F}\($0.value)" }.joined(separator: "\u{1E}")
    }

    /// The date in `column`; with a fault where it cannot be read, or is missing and `needed`.
    func date(_ column: String, needed: Bool, faults: inout FaultBook) -> StatedDate {
        let date = StatedDate(self[column])
        switch date {
        case .day: break
        case .none: if needed { faults.add(.dateMissing, of: self, "\(column) is \(row.absence(column)).") }
        case .unreadable: faults.add(.dateUnreadable, of: self, "\(column) is \"\(self[column])\".")
        }
        return date
    }

    /// Reports a code in `column` that is not `known`, or missing where `needed`.
    func check(_ column: String, _ known: (String) -> Bool, needed: Bool = true, faults: inout FaultBook) {
        let code = self[column]
        // A column that the file lacks is reported once, for the file.
        guard row.cells[column] != nil else { return }
        if code.isEmpty {
            if needed { faults.add(.codeMissing, of: self, "\(column) is \(row.absence(column)).") }
        } else if !known(code) {
            faults.add(.codeUnknown, of: self, "\(column) is \"\(code)\".")
        }
    }
}

extension FaultBook {
    /// Counts a fault of the row of `statement`.
    mutating func add(_ kind: ImportFault.Kind, of statement: Statement, _ detail: String) {
        add(kind, statement.place, child: statement.child, detail)
    }
}

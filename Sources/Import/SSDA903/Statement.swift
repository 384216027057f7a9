import Events

/// A row of a return that names its child.
struct Statement {
    let row: Table.Row
    /// The child's reference, fit for `case/REF`.
    let child: String

    subscript(column: String) -> String { row[column] }

    var place: Place { row.place }

    /// All that the row says, to tell rows apart.
    var content: String { row.cells.sorted { $0.key < $1.key }.map { "\($0.key)\u{1F}\($0.value)" }.joined(separator: "\u{1E}") }

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

/// Names for the statements of one table, made of nothing but what they say, so that the same return always gives the same
/// names, in whatever order its rows stand.
struct StatementNames {
    /// By the index of the statement; nil where an earlier row says the same word for word.
    let names: [String?]

    /// - Parameter key: what a statement is about, such as the child and the day. Where rows with one key differ, each
    ///   name gets `~` and the rank of its row's content among theirs.
    init(_ statements: [Statement], key: (Statement) -> String, faults: inout FaultBook) {
        var byKey: [String: [Int]] = [:]
        for (index, statement) in statements.enumerated() { byKey[key(statement), default: []].append(index) }
        var names = [String?](repeating: nil, count: statements.count)
        for (key, indexes) in byKey {
            var first: [String: Int] = [:]
            for index in indexes {
                let content = statements[index].content
                if let earlier = first[content] {
                    let detail = "It says word for word what row \(statements[earlier].place.row ?? 0) says."
                    faults.add(.rowRepeated, of: statements[index], detail)
                } else {
                    first[content] = index
                }
            }
            let ranked = first.sorted { $0.key < $1.key }.map(\.value)
            for (rank, index) in ranked.enumerated() {
                names[index] = ranked.count == 1 ? key : "\(key)~\(rank + 1)"
                guard ranked.count > 1, let other = ranked.first(where: { $0 != index }) else { continue }
                let detail = "Row \(statements[other].place.row ?? 0) is about the same and says otherwise."
                faults.add(.rowsDisagree, of: statements[index], detail)
            }
        }
        self.names = names
    }
}

import Events

/// One yearly return: its tables read, each statement turned into events, and what is wrong within the return.
///
/// Everything here follows from this return's files alone, so its events are the same whichever other returns are read
/// with it, before it or after it.
struct Return {
    let year: ReturnYear
    private let now: Instant?
    private(set) var events: [ImportedEvent] = []
    private(set) var faults = FaultBook()
    private(set) var files: [ImportReport.File] = []
    private(set) var episodes: [Episode] = []
    /// The header of each child who has one; the first by content where several differ.
    private(set) var headers: [String: Statement] = [:]
    /// Whether there is a table of episodes that could be read.
    private(set) var statesEpisodes = false

    /// - Parameters:
    ///   - files: at most one for each table.
    ///   - now: the present; nil takes every day for past.
    init(_ year: ReturnYear, files: [ReturnTable: ByteSource], now: Instant?) {
        self.year = year
        self.now = now
        // Headers come first: the other tables are checked against them.
        let tables = ReturnTable.allCases.compactMap { table in files[table].map { (table, $0) } }
        for (table, file) in tables { read(table, file) }
        if files[.header] == nil, let file = tables.first?.1 {
            let detail = "Return \(year.number) has no table of headers, so no child's date of birth is known from it."
            faults.add(.headerMissing, Place(file: file.name), detail)
        }
    }

    private mutating func read(_ kind: ReturnTable, _ file: ByteSource) {
        let source = file.digested()
        let table = Table(file.name, source, required: kind.required, expected: kind.columns, faults: &faults)
        var mapping = TableMapping(
            kind: kind, year: year, names: AttributeNames(table, faults: &faults), births: births, now: now)
        if kind.required.allSatisfy(table.columns.contains) {
            if kind == .episodes { statesEpisodes = true }
            mapping.addTable(rows: table.rowCount, file: file.name)
        }
        var repeated = 0
        let statements = table.rows.compactMap { Statement($0, faults: &faults) }
        let names = StatementNames(statements, key: mapping.key, faults: &faults).names
        var told: [(Statement, String)] = []
        for (statement, name) in zip(statements, names) {
            if let name { told.append((statement, name)) } else { repeated += 1 }
        }
        switch kind {
        case .header:
            for (statement, name) in told {
                mapping.addHeader(statement, name)
                if headers[statement.child].map({ statement.content < $0.content }) ?? true {
                    headers[statement.child] = statement
                }
            }
        case .episodes: episodes = mapping.addEpisodes(told)
        case .reviews: for (statement, name) in told { mapping.addReview(statement, name) }
        case .missing: for (statement, name) in told { mapping.addAbsence(statement, name) }
        case .oc3: for (statement, name) in told { mapping.addLeaver(statement, name) }
        case .uasc: for (statement, name) in told { mapping.addAsylumSeeker(statement, name) }
        }
        if kind != .header, !headers.isEmpty { reportMissingHeaders(told.map(\.0)) }
        events += mapping.events
        faults.add(mapping.faults)
        files.append(
            ImportReport.File(
                name: file.name, content: kind.rawValue, sha256: source.finish(), rows: table.rowCount,
                events: mapping.events.count,
                repeatedRows: repeated,
                refusedRows: table.rowCount - told.count - repeated))
    }

    /// The same, for comparing with other returns once its events have been handed on.
    var withoutEvents: Return {
        var copy = self
        copy.events = []
        copy.faults = FaultBook()
        return copy
    }

    /// Dates of birth by child, as the headers have them.
    private var births: [String: Day] { headers.compactMapValues { StatedDate($0["DOB"]).day } }

    private mutating func reportMissingHeaders(_ statements: [Statement]) {
        var seen: Set<String> = []
        for statement in statements where headers[statement.child] == nil && seen.insert(statement.child).inserted {
            faults.add(.headerMissing, of: statement, "The return has no header for this child.")
        }
    }
}

extension ReturnTable {
    /// Columns without which a row of the table states nothing that can be told.
    var required: [String] {
        switch self {
        case .header, .oc3, .uasc: ["CHILD"]
        case .episodes: ["CHILD", "DECOM"]
        case .reviews: ["CHILD", "REVIEW"]
        case .missing: ["CHILD", "MIS_START"]
        }
    }
}

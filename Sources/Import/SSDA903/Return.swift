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
            faults.add(.tableMissing, Place(file: file.name), detail)
        }
    }

    private mutating func read(_ kind: ReturnTable, _ file: ByteSource) {
        let source = file.digested()
        let table = Table(file.name, source, required: kind.required, expected: kind.columns, faults: &faults)
        var mapping = TableMapping(
            kind: kind, year: year, names: AttributeNames(table, faults: &faults), births: births, now: now)
        let digest = source.finish()
        if kind.required.allSatisfy(table.columns.contains) {
            if kind == .episodes { statesEpisodes = true }
            mapping.addTable(rows: table.rowCount, file: file.name, digest)
        }
        let told = StatedOnce(table.rows.compactMap { Statement($0, faults: &faults) }, topic: mapping.topic, faults: &faults)
        switch kind {
        case .header:
            for statement in told.statements {
                mapping.addHeader(statement)
                if headers[statement.child].map({ statement.content < $0.content }) ?? true {
                    headers[statement.child] = statement
                }
            }
        case .episodes: episodes = mapping.addEpisodes(told.statements)
        case .reviews: for statement in told.statements { mapping.addReview(statement) }
        case .missing: for statement in told.statements { mapping.addAbsence(statement) }
        case .oc3: for statement in told.statements { mapping.addLeaver(statement) }
        case .uasc: for statement in told.statements { mapping.addAsylumSeeker(statement) }
        }
        if kind != .header, !headers.isEmpty { reportMissingHeaders(told.statements) }
        events += mapping.events
        faults.add(mapping.faults)
        files.append(
            ImportReport.File(
                name: file.name, content: kind.rawValue, sha256: digest, rows: table.rowCount,
                events: mapping.events.count, repeatedRows: told.repeated,
                refusedRows: table.rowCount - told.statements.count - told.repeated))
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

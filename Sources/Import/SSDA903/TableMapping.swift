import Events

/// Turns the statements of one table into events.
struct TableMapping {
    let kind: ReturnTable
    let year: ReturnYear
    let names: AttributeNames
    /// Dates of birth by child, as the return's headers have them.
    let births: [String: Day]
    /// The present, where it is given.
    let now: Instant?
    private(set) var events: [ImportedEvent] = []
    var faults = FaultBook()

    init(kind: ReturnTable, year: ReturnYear, names: AttributeNames, births: [String: Day], now: Instant?) {
        self.kind = kind
        self.year = year
        self.names = names
        self.births = births
        self.now = now
    }

    /// What a statement of this table is about, within the return.
    func topic(_ statement: Statement) -> String {
        func day(_ column: String) -> String { StatedDate(statement[column]).day?.description ?? "undated" }
        let child = statement.child
        return switch kind {
        case .header: "header/\(child)"
        case .episodes: "episode/\(child)/\(day("DECOM"))"
        case .reviews: "review/\(child)/\(day("REVIEW"))"
        case .missing: "missing/\(child)/\(day("MIS_START"))"
        case .oc3: "care-leaver/\(child)"
        case .uasc: "uasc/\(child)"
        }
    }

    /// Adds an event about the child of `statement`; see ``event(_:part:_:on:_:_:)``.
    mutating func add(
        _ statement: Statement, part: String? = nil, _ type: String, on day: Day, _ cells: AttributeNames.Cells,
        _ data: [EventDraft.Field]
    ) {
        add(event(statement, part: part, type, on: day, cells, data))
    }

    mutating func add(_ event: ImportedEvent) { events.append(event) }

    /// An event about the child of `statement`.
    ///
    /// A day still to come cannot have seen anything: what is stated of it is kept as a document of the return.
    ///
    /// - Parameters:
    ///   - part: which part of what the row states it is, where the row becomes several events.
    ///   - cells: the cells of the row that the event keeps as they stand; the first event of a row keeps all.
    mutating func event(
        _ statement: Statement, part: String?, _ type: String, on day: Day, _ cells: AttributeNames.Cells,
        _ data: [EventDraft.Field]
    ) -> ImportedEvent {
        var draft = EventDraft(
            id: topic(statement) + (part.map { "/" + $0 } ?? ""), type: type, subject: "case/\(statement.child)", time: .day(day),
            attributes: names.attributes(of: statement, cells),
            data: [EventDraft.Field("children", .list([.text(statement.child)]))] + data)
        if let now, London.start(of: day) > now {
            faults.add(.stillToCome, of: statement, "\(inWords(day)), for \(type); kept as a document.")
            draft.id += "/ahead"
            draft.type = "document.completed"
            draft.time = .day(year.last)
            draft.data = [draft.data[0]] + document("Stated of \(inWords(day)), a day still to come: \(type)")
        }
        return draft.statement(source: year.source, entered: year.entered, place: statement.place)
    }

    /// Says, on the service that imports returns, that this table was read: so the ledger itself can tell a return that
    /// says nothing of a child from one that was never read. A table that is given again with other rows is another.
    mutating func addTable(rows: Int, file: String, _ digest: String?) {
        let covers = "\(inWords(year.first)) to \(inWords(year.last))"
        let which = digest.map { "; SHA-256 of the file \($0)" } ?? ""
        let draft = EventDraft(
            id: kind.tableTopic, type: "document.completed", subject: "service/ssda903", time: .day(year.last),
            data: document("SSDA903 return of \(covers), table \(kind.rawValue): \(rows) rows\(which)"))
        add(draft.statement(source: year.source, entered: year.entered, place: Place(file: file)))
    }

    /// Keeps what a row says of its child where it belongs to no day: as a document on file since the return closed.
    mutating func addDocument(_ statement: Statement, _ summary: String) {
        add(statement, "document.completed", on: year.last, .all, document(summary))
    }

    /// Keeps a row whose date is missing or cannot be read.
    mutating func addUndated(_ statement: Statement, _ column: String) {
        let cell = statement[column]
        let reason = cell.isEmpty ? "\(column) is \(statement.row.absence(column))" : "\(column) is \"\(cell)\""
        addDocument(statement, "A row of table \(kind.rawValue) that belongs to no day: \(reason)")
    }

    private func document(_ summary: String) -> [EventDraft.Field] {
        [
            EventDraft.Field("document_type", .text("other")),
            EventDraft.Field("document_ref", .text("SSDA903 \(year.number) \(kind.rawValue)")),
            EventDraft.Field("summary", .text(summary)),
        ]
    }

    /// Reports a day before the child was born.
    mutating func checkBirth(_ statement: Statement, _ day: Day?, _ what: String) {
        guard let day, let birth = births[statement.child], day < birth else { return }
        faults.add(.beforeBirth, of: statement, "\(what) on \(inWords(day)), but the child was born on \(inWords(birth)).")
    }

    /// Reports a DOB that cannot be read, or is not the header's.
    mutating func checkBirthDate(_ statement: Statement) {
        guard let stated = statement.date("DOB", needed: false, faults: &faults).day, let birth = births[statement.child],
            stated != birth
        else { return }
        let detail = "DOB is \(inWords(stated)), in the child's header \(inWords(birth))."
        faults.add(.birthDisagrees, of: statement, detail)
    }
}

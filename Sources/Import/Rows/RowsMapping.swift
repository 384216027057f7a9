import Events

/// Turns the rows of tables into events, each table by its own mapping.
struct RowsMapping: StatementMapping {
    /// What an import of rows needs to know beside the mappings.
    struct Settings {
        /// The kind of import, such as `csv`.
        var kind: String
        /// Names what was handed in as one, where the mappings name their own parts of it.
        var title: String?
        /// When the files were made: the entry time of what tells none itself, and the latest day that they can know of.
        var entered: Instant?
        /// The present, for files that do not tell when they were made; nil takes every day for past.
        var now: Instant?
    }

    let mappings: [RowMapping]
    let settings: Settings
    /// The same for the file under way, which may tell itself when it was made.
    private var current: Settings
    private var file = ImportReport.File(name: "")
    private var table = 0
    private var eventsBefore = 0
    private var files: [Int: [ImportReport.File]] = [:]
    /// Events made, by table and type.
    private var counts: [Int: [String: Int]] = [:]
    /// Rows of the table under way by a hash of all they say, and of what they are about.
    private var contents: Set<Int> = []
    private var subjects: [Int: Int] = [:]
    /// Days of birth by child, with the place where they were first stated.
    private var births: [String: (day: Day, place: Place)] = [:]

    init(_ mappings: [RowMapping], _ settings: Settings) {
        self.mappings = mappings
        self.settings = settings
        current = settings
    }

    mutating func add(_ item: RowItem, to output: inout ImportOutput) {
        switch item {
        case .begins(let name, let content, let table, let made):
            current.entered = settings.entered ?? made
            file = ImportReport.File(name: name, content: content)
            self.table = table
            eventsBefore = output.eventCount
            contents = []
            subjects = [:]
        case .refused:
            file.rows += 1
            file.refusedRows += 1
        case .row(let row):
            file.rows += 1
            addRow(row, &output)
        case .ends(let sha256):
            file.sha256 = sha256
            file.events = output.eventCount - eventsBefore
            files[table, default: []].append(file)
        }
    }

    mutating func finish(_ output: inout ImportOutput) {}

    func report(_ output: ImportOutput) -> ImportReport {
        let sources = mappings.indices.compactMap { index -> ImportReport.Source? in
            guard let files = files[index] else { return nil }
            let counts = (counts[index] ?? [:]).sorted { $0.key < $1.key }
                .map { ImportReport.Count($0.key, "events \($0.key)", $0.value) }
            return ImportReport.Source(name: mappings[index].source, title: mappings[index].title, files: files, counts: counts)
        }
        return ImportReport(kind: settings.kind, sources: sources, otherFiles: output.files, faults: output.faults)
    }

    private mutating func addRow(_ row: RowStatement, _ output: inout ImportOutput) {
        let mapping = mappings[row.table]
        guard contents.insert(Self.hash(row)).inserted else {
            file.repeatedRows += 1
            output.faults.add(.rowRepeated, row.place, "It says word for word what another row of the table says.")
            return
        }
        var making = RowEvents(mapping, row, current)
        noteBirth(&making, mapping, row)
        making.make()
        output.faults.add(making.faults)
        guard !making.events.isEmpty else {
            file.refusedRows += 1
            return
        }
        if let key = making.key?.hashValue {
            if let other = subjects[key], other != row.place.row {
                output.faults.add(
                    .rowsDisagree, row.place, child: making.reference,
                    "Row \(other) is about the same and says otherwise; both are kept.")
            } else {
                subjects[key] = row.place.row ?? 0
            }
        }
        for (type, event) in making.events {
            counts[row.table, default: [:]][type, default: 0] += 1
            output.add(event)
        }
    }

    /// Compares the day of birth with that of earlier rows about the child.
    private mutating func noteBirth(_ making: inout RowEvents, _ mapping: RowMapping, _ row: RowStatement) {
        guard let column = mapping.birth, let child = making.reference, let day = StatedDate(row.cells[column]).day else {
            return
        }
        making.birth = day
        guard let known = births[child] else {
            births[child] = (day, row.place)
            return
        }
        if known.day != day {
            making.fault(.birthDisagrees, "Born on \(inWords(day)); \(known.place) says \(inWords(known.day)).")
        }
    }

    private static func hash(_ row: RowStatement) -> Int {
        var hasher = Hasher()
        hasher.combine(row.cells)
        for (name, value) in row.kept {
            hasher.combine(name)
            hasher.combine(value)
        }
        return hasher.finalize()
    }
}

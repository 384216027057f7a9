public import Events

/// Reads yearly returns about looked-after children (SSDA903) as CSV files.
///
/// - Each thing that a return states becomes one event: `time` is the day the row gives, `enteredtime` the end of the day on
///   which the return closed (31 March), `source` the return, such as `/ssda903/2017`. The actor is `unknown`, as a return
///   does not tell who did it.
/// - An event's id and content follow from its own file alone. So a return can be imported again, alone or with others, in
///   any order, and says the same.
/// - What is wrong, contradictory or left out is in the ``report``, and stands in the events as it was stated.
public struct SSDA903Import: Sendable {
    /// In order of the returns, their tables and rows.
    public let events: [ImportedEvent]
    public let report: ImportReport

    /// - Parameters:
    ///   - files: the files of any number of returns, in any order.
    ///   - now: the present. A ledger takes nothing that lies in the future, so a return that has not closed is not read,
    ///     and what a row states of a day still to come is kept as a document of the return, and reported. Without it,
    ///     every day counts as past.
    public init(files: [SourceFile], now: Instant? = nil) {
        var run = Self.run(files: files.map { ByteSource($0) }, now: now)
        events = run.all()
        report = run.report
    }

    /// The returns that files of these names belong to, as events name them in `source`.
    public static func sources(of files: [String]) -> Set<String> {
        Set(
            files.compactMap { name in
                guard case .table(_, let year) = ReturnFile(name: name) else { return nil }
                return year.source
            })
    }

    /// The same import step by step, a return at a time.
    public static func run(files: [ByteSource], now: Instant? = nil) -> some ImportRun {
        Importer(ReturnReader(files, now: now), ReturnMapping(now: now))
    }
}

/// Reads returns: the statement it yields is a return of a year, with its tables and their rows.
struct ReturnReader: StatementReader {
    /// One return: its files by table.
    struct Statement {
        let year: ReturnYear
        let tables: [ReturnTable: ByteSource]
    }

    private var waiting: ArraySlice<Statement>
    private var refused: [(name: String, reason: String)] = []

    init(_ files: [ByteSource], now: Instant?) {
        var byYear: [ReturnYear: [ReturnTable: ByteSource]] = [:]
        for file in files.sorted(by: { $0.name < $1.name }) {
            switch ReturnFile(name: file.name) {
            case .unknown(let reason): refused.append((file.name, reason))
            case .table(let table, let year):
                if let now, year.entered > now {
                    refused.append(
                        (file.name, "Return \(year.number) closes on \(inWords(year.last)); import it after that day."))
                } else if let other = byYear[year]?[table] {
                    refused.append((file.name, "\(other.name) already holds table \(table.rawValue) of return \(year.number)."))
                } else {
                    byYear[year, default: [:]][table] = file
                }
            }
        }
        waiting = byYear.keys.sorted().compactMap { year in byYear[year].map { Statement(year: year, tables: $0) } }[...]
    }

    mutating func next(_ output: inout ImportOutput) -> Statement? {
        for (name, reason) in refused {
            output.faults.add(.fileNotRead, Place(file: name), reason)
            output.files.append(ImportReport.File(name: name))
        }
        refused = []
        return waiting.popFirst()
    }
}

/// Turns each return into events, and compares the returns at the end.
struct ReturnMapping: StatementMapping {
    let now: Instant?
    private var returns: [Return] = []
    private var comparison = Comparison([])

    init(now: Instant?) { self.now = now }

    mutating func add(_ statement: ReturnReader.Statement, to output: inout ImportOutput) {
        let read = Return(statement.year, files: statement.tables, now: now)
        for event in read.events { output.add(event) }
        output.faults.add(read.faults)
        returns.append(read.withoutEvents)
    }

    mutating func finish(_ output: inout ImportOutput) {
        comparison = Comparison(returns)
        output.faults.add(comparison.faults)
    }

    func report(_ output: ImportOutput) -> ImportReport {
        ImportReport(kind: "ssda903", sources: sources, otherFiles: output.files, faults: output.faults)
    }

    private var sources: [ImportReport.Source] {
        var episodes = 0
        var ends = 0
        return returns.map { item in
            let newEnds = comparison.endsFirstStated[item.year] ?? []
            episodes += comparison.episodesFirstStated[item.year] ?? 0
            ends += newEnds.count
            let counts = [
                ImportReport.Count("episodes_stated", "episodes stated", item.episodes.count),
                ImportReport.Count("episodes_known", "episodes known since this return", episodes),
                ImportReport.Count("ends_first_stated", "ends of episodes first stated here", newEnds.count),
                ImportReport.Count("ends_known", "ends of episodes known since this return", ends),
                ImportReport.Count(
                    "never_mentioned_again", "open episodes never mentioned again", comparison.neverMentionedAgain[item.year] ?? 0
                ),
            ]
            return ImportReport.Source(
                name: item.year.source, title: "SSDA903 return \(item.year.number)", first: item.year.first, last: item.year.last,
                files: item.files, counts: counts, endsFirstStated: newEnds)
        }
    }
}

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
        var byYear: [ReturnYear: [ReturnTable: SourceFile]] = [:]
        var faults: [ImportFault] = []
        var unread: [ImportReport.File] = []
        for file in files.sorted(by: { $0.name < $1.name }) {
            func refuse(_ detail: String) {
                faults.append(ImportFault(.fileNotRead, Place(file: file.name), detail: detail))
                unread.append(ImportReport.File(name: file.name))
            }
            switch ReturnFile(name: file.name) {
            case .unknown(let reason): refuse(reason)
            case .table(let table, let year):
                if let now, year.entered > now {
                    refuse("Return \(year.number) closes on \(inWords(year.last)); import it after that day.")
                } else if let other = byYear[year]?[table] {
                    refuse("\(other.name) already holds table \(table.rawValue) of return \(year.number).")
                } else {
                    byYear[year, default: [:]][table] = file
                }
            }
        }
        let returns = byYear.keys.sorted().compactMap { year in byYear[year].map { Return(year, files: $0, now: now) } }
        let comparison = Comparison(returns)
        faults += returns.flatMap(\.faults) + comparison.faults
        events = returns.flatMap(\.events)
        report = ImportReport(
            kind: "ssda903", sources: Self.sources(returns, comparison), otherFiles: unread, faults: faults)
    }

    private static func sources(_ returns: [Return], _ comparison: Comparison) -> [ImportReport.Source] {
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

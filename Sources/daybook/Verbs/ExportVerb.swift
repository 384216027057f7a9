import ArgumentParser
import Client
import JSON

struct ExportVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the ledger's events in other formats, so that nothing is locked in.",
        discussion: """
            cloudevents: the events as they were posted, one to a line, without what the ledger added; daybook post takes \
            them into another ledger. csv: a table for each type of event, in a directory; fields of data are columns \
            data.FIELD and data.FIELD.PART, lists are one cell of JSON, texts stand as they are (before you open one in a spreadsheet: --for-spreadsheet). prov: who did what on which evidence, as W3C \
            PROV-JSON, without narrative. What you may not see is left out, and counted.

            For example:
              daybook export --format cloudevents -o events.jsonl
              daybook export --format csv --since 1000 -o tables/
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case cloudevents, csv, prov
    }

    @Option(help: ArgumentHelp("The format.", valueName: "format"))
    var format: Format

    @Option(help: ArgumentHelp("Begin with the event at this position.", valueName: "n"))
    var since: UInt64 = 0

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("The file, or for csv the directory, to write; without it, standard output.", valueName: "path"),
        completion: .file())
    var output: String?

    @Flag(help: "With csv: put an apostrophe before texts that a spreadsheet would take for a formula.")
    var forSpreadsheet = false

    @OptionGroup var connection: Connection

    func validate() throws {
        guard format == .csv || !forSpreadsheet else { throw ValidationError("--for-spreadsheet goes with --format csv") }
        guard format != .csv || output != nil else { throw ValidationError("--format csv needs a directory: -o DIRECTORY") }
    }

    func run() async throws {
        let client = connection.client
        let exporting = Exporting(client: client, since: since, output: output ?? "-", forSpreadsheet: forSpreadsheet)
        let outcome =
            switch format {
            case .cloudevents: try await exporting.cloudEvents()
            case .csv: try await exporting.tables()
            case .prov: try await exporting.provenance()
            }
        await client.close()
        if output != nil { tell(outcome) }
        if outcome.leftOut > 0 {
            let number = outcome.leftOut == 1 ? "1 event was" : "\(outcome.leftOut) events were"
            Output.complain("\(number) left out, which you may not see: this is not the whole ledger.")
        }
        if outcome.withoutData > 0 {
            Output.complain("\(outcome.withoutData) events have no data any more and were left out: no ledger would take them.")
        }
    }

    private func tell(_ outcome: Exporting.Outcome) {
        guard connection.json else {
            Output.write("\(outcome.events) events, \(outcome.files) file\(outcome.files == 1 ? "" : "s").\n")
            return
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("events", outcome.events)
            writer.member("without_data", outcome.withoutData)
            writer.member("files", outcome.files)
            writer.member("left_out", outcome.leftOut)
        }
        Output.write(writer.bytes + [UInt8(ascii: "\n")])
    }
}

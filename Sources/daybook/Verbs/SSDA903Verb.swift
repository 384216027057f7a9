import ArgumentParser
import Client
import Events
import Import
import JSON

struct SSDA903Verb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ssda903",
        abstract: "Import yearly returns about looked-after children (SSDA903).",
        discussion: """
            Reads CSV files, or every CSV file in a directory and those within it. A file tells its year and table by its \
            name, as 2017-episodes.csv or 2017/episodes.csv. Each thing that a return states becomes one event, known from \
            the day on which the return closed. Then comes a report of what was read, and of what the returns contradict, \
            leave out or get wrong, with its rows.

            For example, first to see what is in the files, then to post it:
              daybook import ssda903 returns/ --dry-run
              daybook import ssda903 returns/ --report report.json
            """)

    @Argument(
        help: ArgumentHelp("Files, or directories with files.", valueName: "path"), completion: .directory)
    var paths: [String]

    @Flag(help: "Read and report, and post nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("Write the whole report as JSON to this file.", valueName: "file"), completion: .file())
    var report: String?

    @OptionGroup var connection: Connection

    func run() async throws {
        let made = SSDA903Import(files: try SourceFiles.read(paths), now: Values.now)
        // Before anything is posted: the report is about the files, whatever the daemon says of the events.
        if let report { try SourceFiles.write(made.report.json, to: report) }
        var poster = Poster(client: connection.client, showsProgress: Output.errorIsTerminal)
        var failure: Failure?
        if !dryRun {
            do {
                for event in made.events { try await poster.add(event.json, from: event.place.description) }
                try await poster.flush()
            } catch let refused as Failure {
                failure = refused
            }
            poster.endProgress()
            await poster.client.close()
        }
        show(made.report, poster.tally)
        if let failure { throw failure }
        guard !made.report.hasRefusals else {
            throw Failure(Failure.refused, "Not everything in the files could be taken; the report says what, and why.")
        }
    }

    private func show(_ report: ImportReport, _ tally: Tally) {
        if connection.json {
            var writer = JSONWriter()
            writer.object {
                tally.writeMembers(to: &$0)
                $0.member("dry_run", dryRun)
                $0.member("report", report)
            }
            Output.write(writer.bytes + [UInt8(ascii: "\n")])
        } else {
            Output.write(report.lines.joined(separator: "\n") + "\n")
            Output.write(dryRun ? "Nothing was posted.\n" : "Posted: \(tally.words).\n")
        }
    }
}

extension ImportReport {
    /// The report as one JSON text.
    fileprivate var json: [UInt8] {
        var writer = JSONWriter(capacity: 64 << 10)
        write(to: &writer)
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}

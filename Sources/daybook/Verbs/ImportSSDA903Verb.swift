import ArgumentParser
import Client
import Import

struct ImportSSDA903Verb: AsyncParsableCommand {
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

    @Flag(
        help:
            "Do not ask whether a return is in already under the ids that earlier versions gave: of one that is, all it says then stands there twice."
    )
    var stateAnew = false

    @OptionGroup var options: ImportOptions

    func run() async throws {
        let files = try SourceFiles.open(paths, ending: "csv")
        defer { for file in files { file.close() } }
        if !stateAnew { try await refuseEarlierNames(SSDA903Import.sources(of: files.map(\.name))) }
        try await Importing(options: options).run(SSDA903Import.run(files: files.map(\.source), now: Values.now))
    }

    private func refuseEarlierNames(_ sources: Set<String>) async throws {
        let client = options.connection.client
        let found = try await EarlierNames(client: client).found(among: sources)
        await client.close()
        guard !found.isEmpty else { return }
        let which = found.sorted { $0.key < $1.key }.map { "\($0.key) (entry \($0.value))" }.joined(separator: ", ")
        throw Failure(
            Failure.refused,
            "Already in, under the ids that an earlier version gave: \(which). Imported again, all that it says would stand there twice. Nothing was posted. Leave it out; or, where both are to stand, give --state-anew."
        )
    }
}

import ArgumentParser
import Events

/// What every import takes.
struct ImportOptions: ParsableArguments {
    @Flag(help: "Read and report, and post nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("Write the whole report as JSON to this file.", valueName: "file"), completion: .file())
    var report: String?

    @OptionGroup var connection: Connection
}

/// When the files were made, where they do not say so themselves.
struct MadeOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "When the files were made: 2024-01-31T09:00:00Z, or 2024-01-31 for the end of that day in London. That is when what they say counts as written down.",
            valueName: "time"),
        transform: Values.moment)
    var entered: Instant?
}

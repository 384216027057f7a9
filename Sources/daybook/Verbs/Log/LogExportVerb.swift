import ArgumentParser
import Client
import JSON
import LedgerJobs

struct LogExportVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the ledger as plain files that other people's tools read, without keys.",
        discussion: """
            DIR gets the tiles and entry bundles of C2SP tlog-tiles, every checkpoint, and what is sealed, which nobody \
            opens without the subjects' keys. The file checkpoint is written last.

            For example:
              daybook log export /backup/export-2026-11-22
            """)

    @Argument(help: ArgumentHelp("The directory to be made.", valueName: "dir"), completion: .directory)
    var directory: String

    @OptionGroup var files: FilesOfLedger
    @OptionGroup var connection: Connection

    func run() async throws {
        let target = try AbsolutePath.of(directory)
        let answer: JobAnswer
        if let ledger = files.ledger {
            answer = try await JobAnswer.run(try await files.copying(.export, ledger, to: target))
        } else {
            answer = try await JobAnswer.ask(
                connection.client, "/v1/log/export", query: [("directory", target)], posts: true)
        }
        try answer.showCopy("The ledger is exported.", connection)
    }
}

struct LogImportVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make a ledger from an export: the same events, the same checkpoints, the same root.",
        discussion: """
            No daemon is needed. Nothing in the export is trusted: the ledger is made beside its place, checked as a whole, \
            and only then gets its name. An export holds no keys, so give the subjects' keys from a backup with --keys; \
            without them nobody can open what is sealed, and the daemon does not start. Nor does an export hold the visitors' \
            book, which has an export of its own: bring that in too, or start the daemon once with --create, and a new book \
            begins.

            For example:
              daybook log import /backup/export-2026-11-22 --ledger /var/lib/daybook/ledger --keys /safe/keys-2026-11-22 \
            --config /etc/daybook/daybook.json
            """)

    @Argument(help: ArgumentHelp("The export.", valueName: "dir"), completion: .directory)
    var directory: String

    @Option(help: ArgumentHelp("Where the ledger is to be.", valueName: "dir"), completion: .directory)
    var ledger: String

    @Option(help: ArgumentHelp("Where the subjects' keys are.", valueName: "dir"), completion: .directory)
    var keys: String?

    @OptionGroup var signing: KeysOfLedger
    @OptionGroup var connection: Connection

    func run() async throws {
        var job = try await signing.job(.import, directory: directory)
        job.target = ledger
        job.keysDirectory = keys
        let answer = try await JobAnswer.run(job)
        try answer.showCopy(
            "The ledger is in place, and was checked.", connection, next: try await whatIsLeft(of: Pages.read(answer.bytes)))
    }

    /// What must still be done before the daemon serves the ledger; nil where nothing must.
    private func whatIsLeft(of answer: JSONValue) async throws -> String? {
        // The book's own export makes the book.
        guard answer["origin"]?.string?.hasSuffix(LedgerFiles.visitorsSuffix) != true else { return nil }
        let book = try await LedgerFiles.visitorsDirectory(of: ledger, config: signing.config)
        guard !LedgerFiles.holdsLedger(book) else { return nil }
        return
            "There is no visitors' book in \(book) yet, and without one the daemon does not start: import the book's own export to that place, or start the daemon once with --create to begin a new one."
    }
}

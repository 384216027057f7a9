import ArgumentParser
import Client
import JSON
import LedgerJobs
import Rendering

struct BackupVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the ledger to another directory while it is served, and check the copy.",
        discussion: """
            The daemon writes DIR/log, DIR/keys, the same of the visitors' book under DIR/visitors and, last of all, \
            DIR/checkpoint: the state the copy holds. DIR must be absent or empty. The copies are flushed to the disk, \
            opened anew and checked as a whole.

            The subjects' keys open the records of whoever was erased since, so keep only the newest copy of them: \
            --keys puts them elsewhere than the log. Master keys and signing keys that the configuration names are in no \
            backup; a ledger that runs without a configuration has its own beside the subjects' keys, and they go with these.

            For example:
              daybook backup /backup/2026-11-22 --keys /safe/keys-2026-11-22
            """)

    @Argument(help: ArgumentHelp("The directory to be made.", valueName: "dir"), completion: .directory)
    var directory: String

    @Option(
        help: ArgumentHelp("Where the subjects' keys go, if not to DIR/keys.", valueName: "dir"), completion: .directory)
    var keys: String?

    @OptionGroup var files: FilesOfLedger
    @OptionGroup var connection: Connection

    func run() async throws {
        let target = try AbsolutePath.of(directory)
        let keys = try keys.map { try AbsolutePath.of($0) }
        let answer: JobAnswer
        if let ledger = files.ledger {
            var job = try await files.copying(.backUp, ledger, to: target)
            job.keysDirectory = keys
            let book = try await LedgerFiles.visitorsDirectory(of: ledger, config: files.keys.config)
            if LedgerFiles.holdsLedger(book) { job.visitors = try await files.keys.visitors(book) }
            answer = try await JobAnswer.run(job)
        } else {
            let query = [("directory", target)] + (keys.map { [("keys_directory", $0)] } ?? [])
            answer = try await JobAnswer.ask(connection.client, "/v1/backup", query: query, posts: true)
        }
        try answer.showCopy("The ledger is backed up, and the copy was checked.", connection)
    }
}

struct RestoreVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a ledger and its visitors' book in place from a backup, once they are checked.",
        discussion: """
            No daemon is needed. The backup is copied beside the place, flushed, checked as a whole and compared with the \
            checkpoint it was taken at; only then does it get its name. The place must be absent or empty. The visitors' \
            book goes where the configuration says, and both are put in place, or neither.

            For example:
              daybook restore /backup/2026-11-22 --keys /safe/keys-2026-11-22 --ledger /var/lib/daybook/ledger \
            --config /etc/daybook/daybook.json
            """)

    @Argument(help: ArgumentHelp("The backup.", valueName: "dir"), completion: .directory)
    var directory: String

    @Option(help: ArgumentHelp("Where the ledger is to be.", valueName: "dir"), completion: .directory)
    var ledger: String

    @Option(
        help: ArgumentHelp("Where the backup's subjects' keys are, if not in DIR/keys.", valueName: "dir"),
        completion: .directory)
    var keys: String?

    @Option(
        help: ArgumentHelp(
            "Where copies of the visitors' book's own master.key and signing.key are, if no settings name them.",
            valueName: "dir"), completion: .directory)
    var visitorsKeys: String?

    @Flag(help: "Restore the ledger alone, as from a backup that holds no visitors' book.")
    var withoutVisitors = false

    @OptionGroup var signing: KeysOfLedger
    @OptionGroup var connection: Connection

    /// Says what is missing of the backup, before anything is said of the place.
    private func checkBackup() throws {
        guard Files.holdsAnything(directory + "/checkpoint") else {
            throw Failure(
                Failure.refused,
                "\(directory) is no finished backup: it holds no checkpoint. Name the directory that daybook backup made.")
        }
        let keys = keys ?? directory + "/keys"
        guard Files.holdsAnything(keys) else {
            throw Failure(
                Failure.refused,
                "\(keys) is not there, or empty: the subjects' keys of this backup are kept elsewhere. Say with --keys where.")
        }
    }

    func run() async throws {
        try checkBackup()
        var job = try await signing.job(.restore, directory: directory)
        job.target = ledger
        job.keysDirectory = keys
        if !withoutVisitors {
            var visitors = try await signing.visitors(directory + "/visitors")
            visitors.target = try await LedgerFiles.configuredVisitorsDirectory(signing.config)
            visitors.keysDirectory = keys.map { $0 + "/visitors" }
            if let visitorsKeys {
                visitors.keyFiles = visitorsKeys
                visitors.masterKeyFile = visitorsKeys + "/master.key"
                visitors.signingKeyFile = visitorsKeys + "/signing.key"
            }
            job.visitors = visitors
        }
        let answer = try await JobAnswer.run(job)
        try answer.showCopy("The ledger is in place, and was checked.", connection)
    }
}

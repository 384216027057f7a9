import ArgumentParser
import Client
import JSON
import Ledger
import LedgerJobs
import Rendering

struct LogVerifyVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check the whole ledger: recompute it from its events, and compare.",
        discussion: """
            Checks every header, the digests of all data whose key is there, the indexes, the tree and every kept \
            checkpoint. The first fault is told with its position, and the exit status is 1.

            The daemon does it, or with --ledger this command itself; a daemon may be serving that ledger. Keys are \
            looked for where --config says, else in DIR/keys. Without them it says what was not checked. The visitors' \
            book is checked with --visitors, and its files with the book's own directory as DIR.

            For example, whether the ledger still begins with what a checkpoint of last year says:
              daybook log verify --since checkpoint-2025.txt
              daybook log verify --ledger /var/lib/daybook/ledger --config /etc/daybook/daybook.json
              daybook log verify --visitors --ledger /var/lib/daybook/ledger/visitors --config /etc/daybook/daybook.json
            """)

    @Option(
        help: ArgumentHelp("Check the files in this directory, without the daemon.", valueName: "dir"), completion: .directory)
    var ledger: String?

    @OptionGroup var log: LogChoice

    @Option(
        help: ArgumentHelp("A checkpoint kept elsewhere, which the ledger must extend.", valueName: "file"),
        completion: .file())
    var since: String?

    @Option(
        help: ArgumentHelp("The key that checks signatures, as name+id+base64; else the ledger's own.", valueName: "vkey"))
    var key: String?

    @Option(
        help: ArgumentHelp("With --ledger: the daemon's configuration, which says where the keys are.", valueName: "file"),
        completion: .file())
    var config: String?

    @Flag(help: "Check only the tree and the checkpoints.")
    var onlyTree = false

    @OptionGroup var connection: Connection

    func validate() throws {
        if ledger == nil, config != nil { throw ValidationError("--config goes with --ledger") }
    }

    func run() async throws {
        var kept: [(name: String, note: String)] = []
        if let since { kept.append((since, try await WholeFile.text(since))) }
        let answer = if let ledger { try await check(ledger, kept) } else { try await ask(kept) }
        let origin = try Pages.read(answer.bytes)["origin"]?.string ?? ""
        let isBook = log.visitors || origin.hasSuffix(LedgerFiles.visitorsSuffix)
        try answer.show(connection) { VerifyPage.render($0, of: isBook ? "visitors' book" : "ledger", look: $1) }
    }

    private func check(_ directory: String, _ kept: [(name: String, note: String)]) async throws -> JobAnswer {
        var job = LedgerJob(.check, directory: directory)
        let files = try await LedgerFiles(directory: directory, config: config, ofVisitors: log.visitors)
        job.masterKeyFile = files.masterKey
        job.signingKeyFile = files.signingKey
        job.verifierKey = key
        job.since = kept + files.checkpoint
        job.onlyTree = onlyTree
        job.bookOf = LedgerFiles.ledger(ofBookIn: directory)
        if log.visitors || job.bookOf != nil { job.log = .visitors }
        let answer = try await JobAnswer.run(job)
        try refuseOther(answer, directory)
        return answer
    }

    /// A book is called the book only where it is one: what the files hold tells.
    private func refuseOther(_ answer: JobAnswer, _ directory: String) throws {
        guard log.visitors, let origin = try Pages.read(answer.bytes)["origin"]?.string,
            !origin.hasSuffix(LedgerFiles.visitorsSuffix)
        else { return }
        throw Failure(
            Failure.usage,
            "\(directory) holds a ledger and no visitors' book; name the book's own directory, mostly \(Files.path(directory, "visitors"))."
        )
    }

    private func ask(_ kept: [(name: String, note: String)]) async throws -> JobAnswer {
        var query = kept.map { ("since", $0.note) }
        if onlyTree { query.append(("only_tree", "true")) }
        if let key { query.append(("key", key)) }
        let client = connection.client
        return try await JobAnswer.ask(client, log.path("verify"), query: query, posts: false)
    }
}

import ArgumentParser
import Glibc
import LedgerJobs
import Logging
import Posix
import Release
import Server
import SystemPackage
import WitnessCalls

/// The daemon: reads settings, wires the parts together, and runs until it is told to stop.
@main
struct Daybookd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daybookd",
        abstract:
            "Keeps a daybook: an append-only ledger of what was decided, seen and overseen, and answers questions about it.",
        discussion: """
            Runs in the foreground and logs to standard error. Without --config it serves only the user who runs it, and makes \
            its own keys in the ledger's directory: good for trying it out, not for keeping records.
            """,
        version: DaybookVersion.text)

    @Option(help: ArgumentHelp("The ledger's directory.", valueName: "dir"))
    var ledger: String

    @Option(help: ArgumentHelp("The Unix socket to serve on, unless systemd passes one.", valueName: "path"))
    var socket: String = "/run/daybook/daybook.sock"

    @Option(help: ArgumentHelp("The configuration file (schemas/settings.json describes it).", valueName: "file"))
    var config: String?

    @Flag(help: "Make a new ledger where there is none.")
    var create = false

    @Option(
        help: ArgumentHelp(
            "Start on a ledger that does not extend the checkpoint kept in a second place, and record why.",
            valueName: "reason"))
    var acceptRollback: String?

    func validate() throws {
        if acceptRollback?.allSatisfy(\.isWhitespace) == true { throw ValidationError("--accept-rollback needs the reason") }
    }

    static func main() async {
        let words = Array(CommandLine.arguments.dropFirst())
        if let status = await JobProcess.run(words) { Glibc.exit(status) }
        if let status = WitnessCallProcess.run(words) { Glibc.exit(status) }
        do {
            var command = try parseAsRoot(words)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withError: error)
        }
    }

    func run() async throws {
        Memory.joinFreedBlocksAtOnce()
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = .info
            return handler
        }
        do {
            try await Daemon(directory: ledger, socket: socket, config: config, create: create, acceptedRollback: acceptRollback)
                .run()
        } catch {
            _ = try? FileDescriptor.standardError.writeAll("daybookd: \(error)\n".utf8)
            throw ExitCode.failure
        }
    }
}

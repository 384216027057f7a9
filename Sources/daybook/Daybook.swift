import ArgumentParser
import Glibc
import LedgerJobs
import Release

/// The command.
@main
struct Daybook: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daybook",
        abstract: "Ask and keep the daybook of children's social care.",
        usage: "daybook [--socket PATH] [--json] VERB …",
        discussion: """
            Every verb asks the daemon, daybookd, over its socket. Answers are tables and pages for people, fitted to the \
            terminal; --json prints the daemon's own answer, for programs; \
            of what it refuses, its problem document. Each answer ends with the state of the ledger \
            that it was computed from, so that it can be asked again and come out the same.

            With every verb:
              --socket PATH   the daemon's socket (or DAYBOOK_SOCKET; else \(Connection.usualSocket))
              --json          print the answer as JSON

            Exit status: 0 done; 1 refused, not found, or a check failed; 2 wrong usage; 3 the daemon is out of reach.

            For example:
              daybook post events.jsonl
              daybook history HW-2041 --known-at 2025-12-02
              daybook decision 114
            """,
        version: DaybookVersion.text,
        subcommands: [
            PostVerb.self, CaseVerb.self, HistoryVerb.self, ChronologyVerb.self, DecisionsVerb.self, DecisionVerb.self,
            VisitsVerb.self, OversightVerb.self, ContradictionsVerb.self, PersonVerb.self, ViewersVerb.self, FollowVerb.self,
            ImportVerb.self, ExportVerb.self, LogVerb.self, RebuildVerb.self, BackupVerb.self, RestoreVerb.self,
            StandardsVerb.self, CheckVerb.self, OverdueVerb.self, AuditVerb.self, StatusVerb.self, PolicyVerb.self,
            DisposeVerb.self, RetentionVerb.self, KeysVerb.self, ExtractVerb.self,
        ])

    static func main() async {
        let words = Array(CommandLine.arguments.dropFirst())
        if let status = await JobProcess.run(words) { Glibc.exit(status) }
        let arguments = Arguments(words, verbs: configuration.subcommands)
        do {
            if let wrong = arguments.wrongVerb() { throw wrong }
            var command = try parseAsRoot(arguments.parsed)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            end(error, arguments)
        }
    }

    /// Says what went wrong, in one line where one is enough, and exits.
    private static func end(_ error: any Error, _ arguments: Arguments) -> Never {
        let failure = Failure(error, arguments)
        if failure.status == 0 {
            Output.write(failure.lines.joined(separator: "\n") + "\n")
        } else {
            if arguments.parsed.contains("--json"), let document = failure.document {
                Output.write(document + Output.lineEnd)
            }
            for line in failure.lines { Output.complain(line) }
        }
        Glibc.exit(failure.status)
    }
}

import ArgumentParser

struct LogVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Prove and check what the ledger holds.",
        discussion: """
            For example:
              daybook log verify
            """,
        subcommands: [LogVerifyVerb.self])
}

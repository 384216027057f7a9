import ArgumentParser

struct LogVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Prove what is in the ledger, and that it was not changed.",
        discussion: """
            The ledger is a transparency log: whoever has its key and one of its receipts can check, without asking anybody, \
            that an event was recorded as it is shown. The forms are those of C2SP (checkpoint, tlog-tiles, tlog-proof), so \
            that other people's tools read them too. The visitors' book is a log of its own: --visitors.

            For example:
              daybook log key
              daybook log prove 114 -o decision.tlog-proof --event decision.json
              daybook log verify
              daybook log verify --visitors
              daybook log verify-receipt decision.tlog-proof --key KEY --event decision.json
            """,
        subcommands: [
            LogCheckpointVerb.self, LogKeyVerb.self, LogProveVerb.self, LogVerifyReceiptVerb.self, LogConsistencyVerb.self,
            LogDisclosureVerb.self, LogVerifyVerb.self, LogExportVerb.self, LogImportVerb.self,
        ])
}

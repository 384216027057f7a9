import ArgumentParser

struct LogProveVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "The receipt of one event: proves without a network that it is in the ledger.",
        discussion: """
            Give the receipt with the event as the ledger shows it (--event writes that too). The receipt carries the salt \
            that opens the digest of the event's data, so give it only to those who may read the event, or leave the salt \
            out.

            For example:
              daybook log prove 114 -o decision.tlog-proof --event decision.json
            """)

    @Argument(help: ArgumentHelp("The event's position.", valueName: "position"), transform: Values.position)
    var position: UInt64

    @Option(name: [.short, .long], help: ArgumentHelp("Write the receipt here.", valueName: "file"), completion: .file())
    var output: String?

    @Option(help: ArgumentHelp("Write the event as the ledger shows it here.", valueName: "file"), completion: .file())
    var event: String?

    @Flag(help: "Leave out the salt, so that the receipt tells nothing of the event's data.")
    var withoutSalt = false

    @Option(help: ArgumentHelp("Prove it in the checkpoint of so many events.", valueName: "n"))
    var atSize: UInt64?

    @OptionGroup var log: LogChoice
    @OptionGroup var connection: Connection

    func run() async throws {
        var query: [(String, String)] = withoutSalt ? [("salt", "no")] : []
        if let atSize { query.append(("at_size", String(atSize))) }
        let receipt = try await connection.plainAnswer(log.path("proof/\(position)"), query)
        if let event { try WholeFile.write(try await connection.plainAnswer(log.event(position)), to: event) }
        guard let output else {
            Output.write(receipt)
            return
        }
        try WholeFile.write(receipt, to: output)
        Output.write("The receipt of position \(position) is in \(output)\(event.map { ", the event in \($0)" } ?? "").\n")
    }
}

struct LogDisclosureVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disclosure",
        abstract: "What opens the digests in an event's header: salt and data, in base64, as JSON.",
        discussion: """
            For whoever has a receipt without its salt: daybook log verify-receipt takes it with --disclosure.

            For example:
              daybook log disclosure 114 > disclosure.json
            """)

    @Argument(help: ArgumentHelp("The event's position.", valueName: "position"), transform: Values.position)
    var position: UInt64

    @OptionGroup var log: LogChoice
    @OptionGroup var connection: Connection

    func run() async throws {
        Output.write(try await connection.plainAnswer(log.path("disclosure/\(position)")))
        Output.write(Output.lineEnd)
    }
}

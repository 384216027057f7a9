import ArgumentParser
import Client

struct LogCheckpointVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "The ledger's signed state: its name, its size and its root.",
        discussion: """
            Keep it where the keeper of the ledger cannot reach it: with it anybody can prove later that nothing before it \
            was changed (daybook log consistency).

            For example:
              daybook log checkpoint > 2026-03.checkpoint
            """)

    @Option(help: ArgumentHelp("The checkpoint signed when the ledger had so many events.", valueName: "n"))
    var size: UInt64?

    @OptionGroup var log: LogChoice
    @OptionGroup var connection: Connection

    func run() async throws {
        let query = size.map { [("size", String($0))] } ?? []
        Output.write(try await connection.plainAnswer(log.path("checkpoint"), query))
    }
}

struct LogKeyVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "The key that checks this ledger's checkpoints and receipts.",
        discussion: """
            Whoever checks the ledger must have it by a way they trust, as from a publication or by letter: a key that \
            comes with the receipt proves nothing.

            For example:
              daybook log key
            """)

    @OptionGroup var log: LogChoice
    @OptionGroup var connection: Connection

    func run() async throws { Output.write(try await connection.plainAnswer(log.path("key"))) }
}

extension Connection {
    /// The body of an answer, as the daemon gave it.
    func plainAnswer(_ path: String, _ query: [(String, String)] = []) async throws -> [UInt8] {
        let client = client
        let answer = try await client.get(path, query: query)
        await client.close()
        guard answer.isSuccess else { throw Problem(answer) }
        return answer.body
    }
}

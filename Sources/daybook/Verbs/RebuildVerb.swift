import ArgumentParser
import Client
import Rendering

struct RebuildVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Make a view, or every view, anew from the ledger.",
        discussion: """
            The daemon goes on answering from the old view until the new one is ready. No answer changes by it.

            For example:
              daybook rebuild
            """)

    @Argument(help: ArgumentHelp("The view; every view without it.", valueName: "view"))
    var view: String?

    @OptionGroup var connection: Connection

    func run() async throws {
        let client = connection.client
        let answer = try await client.post("/v1/views/rebuild", query: view.map { [("view", $0)] } ?? [])
        guard answer.isSuccess else { throw Problem(answer) }
        if connection.json {
            Output.write(answer.body)
            Output.write(Output.lineEnd)
        } else {
            Output.write(RebuildPage.render(Reply(try Pages.read(answer.body)), look: Output.look))
        }
        await client.close()
    }
}

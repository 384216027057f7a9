import ArgumentParser
import Rendering

struct StatusVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Whether the daemon runs, and what its ledger holds.",
        discussion: """
            For example:
              daybook status
            """)

    @OptionGroup var connection: Connection

    func run() async throws {
        let question = Question(
            connection: connection, path: ["v1", "status"], parameters: [], asked: Asked(), list: nil)
        try await question.answer { StatusPage.render($0, look: $1) }
    }
}

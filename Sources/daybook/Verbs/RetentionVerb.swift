import ArgumentParser
import Events
import Rendering

struct RetentionVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention", abstract: "How long records must be kept, and what is due to go.",
        subcommands: [RetentionDueVerb.self])
}

struct RetentionDueVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "due",
        abstract: "Closed cases whose time has run out by the retention schedules.",
        discussion: """
            Each line says by which schedule, and whose hold stands against it. Cases of which it cannot be told are listed \
            too, with what is missing. Nothing is ever disposed of by itself.

            For example:
              daybook retention due --as-at 2099-12-31
            """)

    @Option(help: ArgumentHelp("The day asked about; today without it.", valueName: "day"), transform: Values.day)
    var asAt: Day?

    @OptionGroup var connection: Connection

    func run() async throws {
        let question = Question(
            connection: connection, path: ["v1", "retention", "due"],
            parameters: asAt.map { [("as_at", $0.description)] } ?? [], asked: Asked("", asAt: asAt), list: nil)
        try await question.answer { RetentionPage.render($0, look: $1) }
    }
}

import ArgumentParser
import Rendering

struct ViewersVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "viewers",
        abstract: "Who looked: at a case, or what one person looked at.",
        discussion: """
            The visitors' book has every look at a record, what it was for, and every attempt that was refused. Looking at \
            it is written in it too.

            For example:
              daybook viewers HW-2041
              daybook viewers --by sw-221 --from 2026-11-01
            """)

    @Argument(help: ArgumentHelp("The case's reference in its source system.", valueName: "ref"))
    var reference: String?

    @Option(help: ArgumentHelp("What this person looked at, whichever case.", valueName: "name"))
    var by: String?

    @Option(help: ArgumentHelp("Only visits on this day or later.", valueName: "day"), transform: Values.edge)
    var from: String?

    @Option(help: ArgumentHelp("Only visits on this day or earlier.", valueName: "day"), transform: Values.edge)
    var to: String?

    @Option(help: ArgumentHelp("At most so many visits; all of them without it.", valueName: "n"))
    var limit: Int?

    @OptionGroup var connection: Connection

    func validate() throws {
        guard reference == nil || by == nil else { throw ValidationError("Give a case or --by, not both") }
    }

    func run() async throws {
        let parameters = [("by", by), ("from", from), ("to", to), ("limit", limit.map(String.init))]
        let path = reference.map { ["v1", "cases", $0, "viewers"] } ?? ["v1", "visitors"]
        let question = Question(
            connection: connection, path: path,
            parameters: parameters.compactMap { name, value in value.map { (name, $0) } },
            asked: Asked(reference ?? by ?? ""), list: "visits", onePage: limit != nil)
        try await question.answer { ViewersPage.render($0, look: $1) }
    }
}

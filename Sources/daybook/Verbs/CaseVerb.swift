import ArgumentParser
import Events
import Rendering

struct CaseVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case",
        abstract: "How a case stands.",
        discussion: """
            Its statuses, plans, who is responsible, where the children live, and when they were last seen; and what is not on record.

            For example, as the case stood on 1 December 2025, by what was known that day:
              daybook case HW-2041 --as-at 2025-12-01 --known-at 2025-12-01
            """)

    @Argument(help: ArgumentHelp("The case's reference in its source system, as HW-2041.", valueName: "ref"))
    var reference: String
    @OptionGroup var known: Known
    @Option(
        help: ArgumentHelp("How things stood at the end of this day, by what the record says.", valueName: "day"),
        transform: Values.day)
    var asAt: Day?
    @OptionGroup var connection: Connection

    func run() async throws {
        let question = Question(
            connection: connection, path: ["v1", "cases", reference],
            parameters: known.parameters + (asAt.map { [("as_at", $0.description)] } ?? []),
            asked: Asked(
                reference, knownAt: known.knownAt, byEntryTimes: known.knownBasis == .entered, asAt: asAt),
            list: nil)
        try await question.answer { CasePage.render($0, look: $1) }
    }
}

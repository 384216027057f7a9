import ArgumentParser
import Rendering

struct VisitsVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "visits",
        abstract: "The visits of a case: made, attempted, and who was seen.",
        discussion: """
            Each line says whether the child was seen, and seen alone, and if not why.

            For example:
              daybook visits HW-2041 --from 2025-09-01
            """)

    @Argument(help: ArgumentHelp("The case's reference in its source system, as HW-2041.", valueName: "ref"))
    var reference: String
    @OptionGroup var known: Known
    @OptionGroup var span: Span
    @OptionGroup var connection: Connection

    func run() async throws {
        let question = Question(
            connection: connection, path: ["v1", "cases", reference, "visits"], parameters: known.parameters + span.parameters,
            asked: Asked(
                reference, knownAt: known.knownAt, byEntryTimes: known.knownBasis == .entered, asAt: span.asAt),
            list: "visits", onePage: span.limit != nil)
        try await question.answer { VisitsPage.render($0, look: $1) }
    }
}

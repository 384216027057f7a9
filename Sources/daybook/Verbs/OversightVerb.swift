import ArgumentParser
import Rendering

struct OversightVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oversight",
        abstract: "Supervision and management oversight of a case, and the gaps between.",
        discussion: """
            For example:
              daybook oversight HW-2041 --as-at 2025-12-01
            """)

    @Argument(help: ArgumentHelp("The case's reference in its source system, as HW-2041.", valueName: "ref"))
    var reference: String
    @OptionGroup var known: Known
    @OptionGroup var span: Span
    @OptionGroup var connection: Connection

    func run() async throws {
        let question = Question(
            connection: connection, path: ["v1", "cases", reference, "oversight"], parameters: known.parameters + span.parameters,
            asked: Asked(
                reference, knownAt: known.knownAt, byEntryTimes: known.knownBasis == .entered, asAt: span.asAt),
            list: "oversight", onePage: span.limit != nil)
        try await question.answer { OversightPage.render($0, look: $1) }
    }
}

import ArgumentParser
import Rendering

struct ContradictionsVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contradictions",
        abstract: "Statements about the same thing that disagree: of one case, or across cases.",
        discussion: """
            Shows who says what, by source and by when it was written down. Nothing is settled: all statements stay.

            For example:
              daybook contradictions 700101
              daybook contradictions --limit 20
            """)

    @Argument(help: ArgumentHelp("The case's reference in its source system; every case without it.", valueName: "ref"))
    var reference: String?

    @OptionGroup var known: Known
    @OptionGroup var span: Span
    @OptionGroup var connection: Connection

    func run() async throws {
        let path = reference.map { ["v1", "cases", $0, "contradictions"] } ?? ["v1", "contradictions"]
        let question = Question(
            connection: connection, path: path, parameters: known.parameters + span.parameters,
            asked: Asked(
                reference ?? "", knownAt: known.knownAt, byEntryTimes: known.knownBasis == .entered, asAt: span.asAt),
            list: "contradictions", onePage: span.limit != nil)
        try await question.answer { ContradictionsPage.render($0, look: $1) }
    }
}

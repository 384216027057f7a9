import ArgumentParser
import Rendering

struct PersonVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person",
        abstract: "What is on record of a person, across cases.",
        discussion: """
            The events that a person did, and those that name them.

            For example:
              daybook person ch-5521
            """)

    @Argument(help: ArgumentHelp("The person's id in its source system, as ch-5521.", valueName: "id"))
    var reference: String
    @OptionGroup var known: Known
    @OptionGroup var span: Span
    @OptionGroup var connection: Connection

    func run() async throws {
        let question = Question(
            connection: connection, path: ["v1", "people", reference, "events"], parameters: known.parameters + span.parameters,
            asked: Asked(
                reference, knownAt: known.knownAt, byEntryTimes: known.knownBasis == .entered, asAt: span.asAt),
            list: "events", onePage: span.limit != nil)
        try await question.answer { HistoryPage.person($0, look: $1) }
    }
}

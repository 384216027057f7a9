import ArgumentParser
import Rendering

struct DecisionVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decision",
        abstract: "One decision on one page: who, why, between which options, and what was known then.",
        discussion: """
            Who decided what, when, in which role and under what authority; why, and between which options; how the views \
            of child and family weighed; what the decision cited and what else stood on the record at that moment; what \
            arrived later about earlier days; who oversaw or challenged it, and what became of it.

            For example:
              daybook decision 114
            """)

    @Argument(
        help: ArgumentHelp("The entry's number, as \"daybook decisions\" shows it.", valueName: "position"),
        transform: Values.position)
    var position: UInt64

    @Flag(help: "Show everything that stood on the record at that moment, not the latest only.")
    var all = false

    @OptionGroup var known: Known
    @OptionGroup var connection: Connection

    func run() async throws {
        let question = Question(
            connection: connection, path: ["v1", "decisions", String(position)], parameters: known.parameters,
            asked: Asked(
                String(position), knownAt: known.knownAt, byEntryTimes: known.knownBasis == .entered),
            list: nil)
        try await question.answer { DecisionPage.render($0, all: all, look: $1) }
    }
}

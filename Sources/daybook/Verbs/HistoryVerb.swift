import ArgumentParser
import Rendering

struct HistoryVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Everything on record of a case, in the order in which it happened.",
        discussion: """
            Each line says when it happened, who did it and what; and, in words, whether it was written up late, corrected, withdrawn or contradicted.

            For example, what was known at the end of 2 December 2025 by the case system's own entry times:
              daybook history HW-2041 --known-at 2025-12-02 --known-basis entered
            """)

    @Argument(help: ArgumentHelp("The case's reference in its source system, as HW-2041.", valueName: "ref"))
    var reference: String
    @OptionGroup var listing: Listing

    func run() async throws {
        try await listing.ask(reference, path: ["v1", "cases", reference, "history"], list: "entries") {
            HistoryPage.render($0, look: $1)
        }
    }
}

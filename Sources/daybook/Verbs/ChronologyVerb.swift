import ArgumentParser
import Rendering

struct ChronologyVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chronology",
        abstract: "The significant events of a case, each with why it matters.",
        discussion: """
            Each line says who chose it, a rule or a person, and on which entries it rests.

            For example:
              daybook chronology HW-2041 --from 2025-09-01 --to 2025-12-31
            """)

    @Argument(help: ArgumentHelp("The case's reference in its source system, as HW-2041.", valueName: "ref"))
    var reference: String
    @OptionGroup var listing: Listing

    func run() async throws {
        try await listing.ask(reference, path: ["v1", "cases", reference, "chronology"], list: "entries") {
            ChronologyPage.render($0, look: $1)
        }
    }
}

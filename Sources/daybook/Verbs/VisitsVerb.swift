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
    @OptionGroup var listing: Listing

    func run() async throws {
        try await listing.ask(reference, path: ["v1", "cases", reference, "visits"], list: "visits") {
            VisitsPage.render($0, look: $1)
        }
    }
}

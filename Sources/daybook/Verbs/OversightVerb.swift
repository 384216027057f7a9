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
    @OptionGroup var listing: Listing

    func run() async throws {
        try await listing.ask(reference, path: ["v1", "cases", reference, "oversight"], list: "oversight") {
            OversightPage.render($0, look: $1)
        }
    }
}

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
    @OptionGroup var listing: Listing

    func run() async throws {
        try await listing.ask(reference, path: ["v1", "people", reference, "events"], list: "events") {
            HistoryPage.person($0, look: $1)
        }
    }
}

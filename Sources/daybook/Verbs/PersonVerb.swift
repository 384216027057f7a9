import ArgumentParser
import Rendering

struct PersonVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person",
        abstract: "What a person did, across cases.",
        discussion: """
            The events in which somebody acts, or which are about them as a worker, and the roles they acted in. What is on \
            record of a child or a family member stands in the history of their case: daybook history HW-2041.

            For example:
              daybook person sw-114
            """)

    @Argument(help: ArgumentHelp("The person's id in its source system, as sw-114.", valueName: "id"))
    var reference: String
    @OptionGroup var listing: Listing

    func run() async throws {
        try await listing.ask(reference, path: ["v1", "people", reference, "events"], list: "events") {
            HistoryPage.person($0, look: $1)
        }
    }
}

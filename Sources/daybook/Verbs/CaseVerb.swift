import ArgumentParser
import Rendering

struct CaseVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case",
        abstract: "How a case stands.",
        discussion: """
            Its statuses, plans, who is responsible, where the children live, and when they were last seen; and what is not on record. \
            With --from, --to or --limit the entries of that part of the case's history stand below, and with --to the case is \
            told as it stood then: by what had happened by the end of that part, unless --as-at names another day.

            For example, as the case stood on 1 December 2025, by what was known that day:
              daybook case HW-2041 --as-at 2025-12-01 --known-at 2025-12-01
            As it stood at the end of November 2025, and what had happened in that month:
              daybook case HW-2041 --from 2025-11-01 --to 2025-11-30
            """)

    @Argument(help: ArgumentHelp("The case's reference in its source system, as HW-2041.", valueName: "ref"))
    var reference: String
    @OptionGroup var listing: Listing

    func run() async throws {
        try await listing.ask(reference, path: ["v1", "cases", reference], list: "entries") {
            CasePage.render($0, look: $1)
        }
    }
}

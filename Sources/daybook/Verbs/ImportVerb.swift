import ArgumentParser

struct ImportVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Post what the files of another system state, as that system's statements.",
        discussion: """
            What a file states is kept as it states it: contradictions, gaps and errors are reported, never repaired. \
            When a thing happened, when the file says that it was written down, and when this ledger took it stay three \
            times. Importing the same files again adds nothing; an import that broke off is given again, and goes on. That \
            files were imported is itself recorded, with their digests.

            Exit status 1 where anything could not be taken, be it a file, a row, a cell or an event that the ledger refuses; \
            the rest goes in all the same. --dry-run finds what the published rules would refuse; what the ledger holds \
            already, and who may post what, it cannot know.

            For example, first to see what is in the files, then to post it:
              daybook import ssda903 returns/ --dry-run
              daybook import cin-census census.xml --report report.json
            """,
        subcommands: [ImportSSDA903Verb.self, ImportCensusVerb.self, ImportAnnexAVerb.self, ImportCSVVerb.self])
}

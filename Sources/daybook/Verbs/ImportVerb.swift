import ArgumentParser

struct ImportVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Post what the files of another system state, as that system's statements.",
        discussion: """
            What a file states is kept as it states it: contradictions, gaps and errors are reported, never repaired. \
            Importing the same files again adds nothing.

            For example:
              daybook import ssda903 returns/
            """,
        subcommands: [SSDA903Verb.self])
}

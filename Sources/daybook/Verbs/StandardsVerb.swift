import ArgumentParser

struct StandardsVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "standards",
        abstract: "Practice standards as data: check what an authority wrote.",
        discussion: """
            The standards of each authority are a file, a pack, with one entry for each clause. schemas/standards/README.md \
            says how to write one.

            For example:
              daybook standards lint our-standards.yaml
            """,
        subcommands: [StandardsLintVerb.self])
}

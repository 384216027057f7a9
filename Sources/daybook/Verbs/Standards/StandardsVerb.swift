import ArgumentParser
import Rendering

struct StandardsVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "standards",
        abstract: "Practice standards as data: the packs, their clauses, and what is wrong with one you wrote.",
        discussion: """
            The standards of each authority are a file, a pack, with one entry for each clause. schemas/standards/README.md \
            says how to write one.

            For example:
              daybook standards
              daybook standards knowsley
              daybook standards explain KNO-C2.02 HW-2041
              daybook standards counts --pack knowsley --from 2026-01-01 --to 2026-03-31 --csv
              daybook standards lint our-standards.yaml
            """,
        subcommands: [StandardsListVerb.self, StandardsExplainVerb.self, StandardsCountsVerb.self, StandardsLintVerb.self],
        defaultSubcommand: StandardsListVerb.self)
}

struct StandardsListVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The packs there are, or the clauses of one.")

    @Argument(help: ArgumentHelp("A pack, as knowsley; all packs without it.", valueName: "pack"))
    var pack: String?

    @OptionGroup var connection: Connection

    func run() async throws {
        let path = ["v1", "standards"] + (pack.map { [$0] } ?? [])
        let isOne = pack != nil
        try await Question(connection: connection, path: path, parameters: [], asked: Asked(pack ?? "")).answer {
            isOne ? PacksPage.clauses($0, look: $1) : PacksPage.render($0, look: $1)
        }
    }
}

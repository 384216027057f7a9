import ArgumentParser
import Client
import Events
import JSON
import Rendering

struct StandardsExplainVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Walk through the findings of one clause on a case, step by step.",
        discussion: """
            For example:
              daybook standards explain KNO-C2.02 HW-2041
              daybook standards explain KNO-C2.02 HW-2041 --as-at 2026-01-31
            """)

    @Argument(help: ArgumentHelp("The clause, as KNO-C2.02.", valueName: "clause"))
    var clause: String
    @Argument(help: ArgumentHelp("The case's reference; or worker/REF, team/REF, service/REF.", valueName: "ref"))
    var reference: String
    @Option(help: ArgumentHelp("The standards the clause is of; looked for where nothing is said.", valueName: "pack"))
    var pack: String?
    @Option(
        help: ArgumentHelp("How things stood at the end of this day; today without it.", valueName: "day"), transform: Values.day)
    var asAt: Day?
    @OptionGroup var known: Known
    @OptionGroup var connection: Connection

    func run() async throws {
        let subject = Subject(reference)
        let folder = subject.flatMap { CheckVerb.folders[$0.kind] } ?? "cases"
        let named = try await packName()
        var parameters = [("pack", named), ("clause", clause), ("explain", "true")]
        if let asAt { parameters.append(("as_at", asAt.description)) }
        let question = Question(
            connection: connection, path: ["v1", folder, subject?.ref ?? reference, "standards"],
            parameters: parameters + known.parameters,
            asked: Asked(reference, knownAt: known.knownAt, byEntryTimes: known.knownBasis == .entered, asAt: asAt))
        try await question.answer { ExplanationPage.render($0, look: $1) }
    }

    /// The pack that has the clause.
    private func packName() async throws -> String {
        if let pack { return pack }
        let client = connection.client
        for name in try await list(client, ["v1", "standards"], "packs") {
            if try await list(client, ["v1", "standards", name], "clauses").contains(clause) {
                await client.close()
                return name
            }
        }
        await client.close()
        throw Failure(Failure.refused, "No pack has a clause \"\(clause)\"; daybook standards PACK lists those of one.")
    }

    private func list(_ client: DaybookClient, _ path: [String], _ member: String) async throws -> [String] {
        let answer = try await client.get(PercentEncoding.target(path))
        guard answer.isSuccess else { throw Problem(answer) }
        return try Pages.read(answer.body)[member].map { $0.elements.compactMap { $0["id"]?.string } } ?? []
    }
}

import ArgumentParser
import Rendering

struct DecisionsVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decisions",
        abstract: "Who decided what, when and why: of one case, or across cases.",
        discussion: """
            Each line says whether the decision was endorsed, challenged or superseded. The number in the first column \
            is what "daybook decision" takes.

            For example, what J. Sowande (tm-11) decided in the autumn:
              daybook decisions --by tm-11 --from 2025-09-01 --to 2025-11-30
            """)

    @Argument(help: ArgumentHelp("The case's reference in its source system; every case without it.", valueName: "ref"))
    var reference: String?

    @Option(help: ArgumentHelp("Only decisions by this person.", valueName: "id"))
    var by: String?

    @Option(help: ArgumentHelp("Only decisions by people in this role at the time, as \"team manager\".", valueName: "role"))
    var role: String?

    @Option(help: ArgumentHelp("Only decisions by people in this team at the time.", valueName: "team"))
    var team: String?

    @Option(help: ArgumentHelp("Only decisions of this kind, as come_into_care.", valueName: "kind"))
    var kind: String?

    @OptionGroup var known: Known
    @OptionGroup var span: Span
    @OptionGroup var connection: Connection

    func run() async throws {
        let filters = [("actor", by), ("role", role), ("team", team), ("kind", kind)]
        // The register across cases knows every filter; that of one case is the same register, asked for one case.
        let chosen = filters.compactMap { name, value in value.map { (name, $0) } }
        let isPlain = chosen.isEmpty && reference != nil
        let path = isPlain ? ["v1", "cases", reference ?? "", "decisions"] : ["v1", "decisions"]
        let ofCase = isPlain ? [] : reference.map { [("case", $0)] } ?? []
        var asked = span.limiting(
            Asked(reference ?? "", knownAt: known.knownAt, byEntryTimes: known.knownBasis == .entered, asAt: span.asAt))
        asked.filters = [("by", by), ("as", role), ("in team", team), ("of kind", kind)].compactMap { word, value in
            value.map { "\(word) \($0)" }
        }
        let question = Question(
            connection: connection, path: path, parameters: ofCase + chosen + known.parameters + span.parameters,
            asked: asked,
            list: "decisions", onePage: span.limit != nil)
        try await question.answer { DecisionsPage.render($0, look: $1) }
    }
}

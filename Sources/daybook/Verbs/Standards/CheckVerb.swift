import ArgumentParser
import Events
import Rendering

struct CheckVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "How a case stands against an authority's practice standards, with the evidence.",
        discussion: """
            Shows what is missed, late, still due, or cannot be told; --all shows every finding, those that are met and those \
            for a person to judge among them. The numbers of entries are those of "daybook history". Of a worker, a team or a \
            service: name it as worker/REF, team/REF or service/REF.

            For example:
              daybook check HW-2041 --pack knowsley
              daybook check HW-2041 --pack knowsley --as-at 2026-01-31 --status missed,late
              daybook check worker/sw-221 --pack redcar-cleveland
            """)

    @Argument(help: ArgumentHelp("The case's reference, as HW-2041; or worker/REF, team/REF, service/REF.", valueName: "ref"))
    var reference: String
    @Option(help: ArgumentHelp("The standards, as knowsley; \"daybook standards\" lists them.", valueName: "pack"))
    var pack: String
    @Option(
        help: ArgumentHelp("How things stood at the end of this day; today without it.", valueName: "day"), transform: Values.day)
    var asAt: Day?
    @Option(help: ArgumentHelp("Only this clause.", valueName: "clause"))
    var clause: String?
    @Option(help: ArgumentHelp("Only findings of these, with commas between: missed,late.", valueName: "status"))
    var status: String?
    @Flag(help: "Show every finding.")
    var all = false
    @OptionGroup var known: Known
    @OptionGroup var connection: Connection

    static let folders: [Subject.Kind: String] = [
        .case: "cases", .worker: "workers", .team: "teams", .service: "services",
    ]

    func run() async throws {
        let subject = Subject(reference)
        let folder = subject.flatMap { Self.folders[$0.kind] } ?? "cases"
        var parameters = [("pack", pack)]
        if let asAt { parameters.append(("as_at", asAt.description)) }
        if let clause { parameters.append(("clause", clause)) }
        if let status { parameters.append(("status", status)) }
        let question = Question(
            connection: connection, path: ["v1", folder, subject?.ref ?? reference, "standards"],
            parameters: parameters + known.parameters,
            asked: Asked(
                subject?.ref ?? reference, knownAt: known.knownAt, byEntryTimes: known.knownBasis == .entered, asAt: asAt),
            list: "findings")
        let everything = all || clause != nil || status != nil
        try await question.answer { CheckPage.render($0, all: everything, look: $1) }
    }
}

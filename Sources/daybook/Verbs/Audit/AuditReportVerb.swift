import ArgumentParser
import Client
import Events
import JSON
import Rendering

struct AuditReportVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract:
            "What auditors answered about a case, a worker, a team or a service, beside what the machine found, and what is left open.",
        discussion: """
            For example:
              daybook audit report HW-2041 --pack knowsley
              daybook audit report HW-2041 --pack knowsley --as-at 2026-01-31
            """)

    @Argument(help: AuditSubject.help, transform: AuditSubject.read)
    var subject: Subject
    @Option(help: ArgumentHelp("The standards, as knowsley.", valueName: "pack"))
    var pack: String
    @Option(
        help: ArgumentHelp("How things stood at the end of this day; today without it.", valueName: "day"), transform: Values.day)
    var asAt: Day?
    @OptionGroup var known: Known
    @OptionGroup var connection: Connection

    func run() async throws {
        let parameters = (asAt.map { [("as_at", $0.description)] } ?? []) + known.parameters
        let client = connection.client
        let (questions, answer) = try await AuditQuestion.all(
            of: subject, pack: pack, parameters: parameters, client)
        await client.close()
        guard !connection.json else { return Output.write(answer.text + [0x0A]) }
        let asked = Asked(
            AuditSubject.words(subject), knownAt: known.knownAt, byEntryTimes: known.knownBasis == .entered, asAt: asAt)
        Output.write(AuditPage.report(questions.map(\.item), pack, Reply(answer, asked: asked), look: Output.look))
    }
}

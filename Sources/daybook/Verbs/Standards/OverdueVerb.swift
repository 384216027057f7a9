import ArgumentParser
import Events
import Rendering

struct OverdueVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overdue",
        abstract:
            "What is overdue in open cases, and of workers, teams and services, worst first; with --within, what is due soon.",
        discussion: """
            For example:
              daybook overdue --pack knowsley
              daybook overdue --pack knowsley --team "Assessment 2"
              daybook overdue --pack knowsley --worker sw-221 --within 14
            """)

    @Option(help: ArgumentHelp("The standards, as knowsley; \"daybook standards\" lists them.", valueName: "pack"))
    var pack: String
    @Option(help: ArgumentHelp("Only cases of this team, its workers and itself.", valueName: "team"))
    var team: String?
    @Option(help: ArgumentHelp("Only cases allocated to this worker, and what is about the worker.", valueName: "id"))
    var worker: String?
    @Option(
        help: ArgumentHelp("How things stood at the end of this day; today without it.", valueName: "day"), transform: Values.day)
    var asAt: Day?
    @Option(help: ArgumentHelp("What is not overdue, but due within so many days.", valueName: "days"))
    var within: Int?
    @Option(help: ArgumentHelp("At most so many lines; 100 without it.", valueName: "n"))
    var limit: Int?
    @OptionGroup var known: Known
    @OptionGroup var connection: Connection

    func validate() throws {
        if let within, within < 0 { throw ValidationError("--within needs a number of days from 0") }
        if let limit, limit < 1 { throw ValidationError("--limit needs a number from 1") }
    }

    func run() async throws {
        let parameters = [
            ("team", team), ("worker", worker), ("as_at", asAt?.description), ("within", within.map { String($0) }),
            ("limit", limit.map { String($0) }),
        ].compactMap { name, value in value.map { (name, $0) } }
        let isSoon = within != nil
        var asked = Asked(pack, asAt: asAt)
        asked.filters = [("team", team), ("worker", worker)].compactMap { name, value in value.map { "\(name) \($0)" } }
        let question = Question(
            connection: connection, path: ["v1", "standards", pack, isSoon ? "due" : "overdue"],
            parameters: parameters + known.parameters, asked: asked, list: "findings", onePage: true)
        try await question.answer { OverduePage.render($0, isSoon: isSoon, look: $1) }
    }
}

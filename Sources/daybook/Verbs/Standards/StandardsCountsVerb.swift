import ArgumentParser
import Client
import Events
import Rendering

struct StandardsCountsVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "counts",
        abstract: "How often each clause was met, late or missed in a period, by team.",
        discussion: """
            A finding counts on the day it was due; where there is no such day, on the day of what called for it. One of a case \
            counts for the team that had it, one of a worker for the team they were in, one of a service for none. The rate is \
            of those met among those met, late or missed.

            For example:
              daybook standards counts --pack knowsley --from 2026-01-01 --to 2026-03-31
              daybook standards counts --pack knowsley --team "Assessment 2" --csv > counts.csv
            """)

    @Option(help: ArgumentHelp("The standards, as knowsley.", valueName: "pack"))
    var pack: String
    @Option(help: ArgumentHelp("Only what counts for this team.", valueName: "team"))
    var team: String?
    @Option(help: ArgumentHelp("Only this clause.", valueName: "clause"))
    var clause: String?
    @Option(help: ArgumentHelp("From this day on.", valueName: "day"), transform: Values.edge)
    var from: String?
    @Option(help: ArgumentHelp("Up to this day.", valueName: "day"), transform: Values.edge)
    var to: String?
    @Option(
        help: ArgumentHelp("How things stood at the end of this day; today without it.", valueName: "day"), transform: Values.day)
    var asAt: Day?
    @Flag(help: "Print a CSV file for a spreadsheet.")
    var csv = false
    @OptionGroup var known: Known
    @OptionGroup var connection: Connection

    func run() async throws {
        var parameters = [("team", team), ("clause", clause), ("from", from), ("to", to), ("as_at", asAt?.description)]
            .compactMap { name, value in value.map { (name, $0) } }
        parameters += known.parameters
        let path = ["v1", "standards", pack, "counts"]
        guard csv else {
            var asked = Asked(pack)
            asked.filters = [("team", team), ("clause", clause)].compactMap { name, value in value.map { "\(name) \($0)" } }
            let question = Question(connection: connection, path: path, parameters: parameters, asked: asked)
            return try await question.answer { CountsPage.render($0, look: $1) }
        }
        let client = connection.client
        let answer = try await client.get(PercentEncoding.target(path), query: parameters + [("format", "csv")])
        await client.close()
        guard answer.isSuccess else { throw Problem(answer) }
        Output.write(answer.body)
    }
}

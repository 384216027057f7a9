import ArgumentParser
import Client
import JSON
import Rendering

struct DisposeVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispose",
        abstract: "Dispose of a case for ever: propose it, or confirm what another person proposed.",
        discussion: """
            It takes two people with the right to dispose. The first proposes, and is told a number. The second confirms \
            that number; then the key to everything recorded about the case is destroyed, and nobody can read it again, here \
            or in any copy of the log. That it was, when, why and by whom stays on record, and every proof still holds.

            A hold (record.held) blocks it. So does any event that comes after the proposal: then propose anew.

            For example:
              daybook dispose HW-2041 --reason "75 years have passed" --authority "Regulation 50, Care Planning Regulations 2010"
              daybook dispose HW-2041 --confirm 4711
            """)

    @Argument(help: ArgumentHelp("The case's reference in its source system.", valueName: "ref"))
    var reference: String

    @Option(help: ArgumentHelp("Why it must go.", valueName: "words"))
    var reason: String?

    @Option(
        help: ArgumentHelp(
            "What allows or demands it: a schedule, an order, a decision. Every answer about the case says it from then on.",
            valueName: "words"))
    var authority: String?

    @Option(help: ArgumentHelp("The proposal that is confirmed, by the number it was told.", valueName: "n"))
    var confirm: UInt64?

    @OptionGroup var connection: Connection

    func validate() throws {
        guard confirm == nil ? reason != nil && authority != nil : reason == nil && authority == nil else {
            throw ValidationError("Give --reason and --authority to propose, or --confirm alone")
        }
    }

    func run() async throws {
        let client = connection.client
        var writer = JSONWriter()
        writer.object { writer in
            if let confirm { writer.member("confirm", confirm) }
            if let reason { writer.member("reason", reason) }
            if let authority { writer.member("authority", authority) }
        }
        let path = PercentEncoding.target(["v1", "cases", reference, "disposal"])
        let answer = try await client.post(path, contentType: "application/json", body: writer.bytes)
        guard answer.isSuccess else { throw Problem(answer) }
        if connection.json {
            Output.write(answer.body)
            Output.write(Output.lineEnd)
        } else {
            Output.write(DisposalPage.render(Reply(try Pages.read(answer.body)), purpose: connection.purpose, look: Output.look))
        }
        await client.close()
    }
}

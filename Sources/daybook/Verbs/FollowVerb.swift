import ArgumentParser
import Client
import Events
import JSON
import Rendering
import UnixSignals

struct FollowVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "follow",
        abstract: "Show new events as they are committed.",
        discussion: """
            Begins after the event that --after names, or with whatever comes next, and goes on until it is interrupted. \
            A broken connection is taken up again where it broke: no event is left out, and none comes twice.

            For example, every event there is and will be, one JSON object to a line:
              daybook follow --after -1 --json
            """)

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Begin after the event at this position; -1 begins with the first.", valueName: "n"))
    var after: Int64?

    @Option(help: ArgumentHelp("Only events about this subject, as case/HW-2041.", valueName: "subject"))
    var subject: String?

    @Option(help: ArgumentHelp("Only events of this type, as decision.made.", valueName: "type"))
    var type: String?

    @OptionGroup var connection: Connection

    func validate() throws {
        if let after, after < -1 { throw ValidationError("--after needs a position, or -1 for the beginning") }
    }

    func run() async throws {
        let following = Following(client: connection.client, parameters: parameters, json: connection.json, look: Output.look)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await following.run() }
            group.addTask { for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return } }
            // Whichever ends first, the reader or the interrupt, ends the command.
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private var parameters: [(String, String)] {
        [("after", after.map { String($0) }), ("subject", subject), ("type", type)]
            .compactMap { name, value in value.map { (name, $0) } }
    }
}

import ArgumentParser
import Events
import Rendering

/// Which part of the world's time, and how much of a list.
struct Span: ParsableArguments {
    @Option(
        help: ArgumentHelp("How things stood at the end of this day, by what the record says.", valueName: "day"),
        transform: Values.day)
    var asAt: Day?

    @Option(help: ArgumentHelp("Only what happened on this day or later.", valueName: "day"), transform: Values.edge)
    var from: String?

    @Option(help: ArgumentHelp("Only what happened on this day or earlier.", valueName: "day"), transform: Values.edge)
    var to: String?

    @Option(help: ArgumentHelp("At most so many entries; all of them without it.", valueName: "n"))
    var limit: Int?

    @Option(help: ArgumentHelp("Go on where an earlier answer's \"next\" says.", valueName: "next"))
    var cursor: String?

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit needs a number from 1") }
    }

    /// The question with the part of time it asks for.
    func limiting(_ asked: Asked) -> Asked {
        var asked = asked
        (asked.from, asked.to) = (from, to)
        return asked
    }

    var parameters: [(String, String)] {
        var parameters: [(String, String)] = []
        if let asAt { parameters.append(("as_at", asAt.description)) }
        if let from { parameters.append(("from", from)) }
        if let to { parameters.append(("to", to)) }
        if let limit { parameters.append(("limit", String(limit))) }
        if let cursor { parameters.append(("cursor", cursor)) }
        return parameters
    }
}

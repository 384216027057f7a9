import ArgumentParser
import Events
import Rendering

/// What was known: only what the ledger held at a time, or at a size.
struct Known: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only what was on record at this time (2026-03-04T10:12:00Z), or at the end of this day in London (2026-03-04).",
            valueName: "time"),
        transform: Values.moment)
    var knownAt: Instant?

    @Option(help: ArgumentHelp("Only the first so many events of the ledger.", valueName: "n"))
    var atSize: UInt64?

    @Option(
        help: ArgumentHelp(
            "What counts as on record at a time: what this ledger had recorded, or what the source system had entered.",
            valueName: "basis"))
    var knownBasis: KnownBasis?

    func validate() throws {
        guard knownAt == nil || atSize == nil else {
            throw ValidationError("Give --known-at or --at-size, not both")
        }
    }

    var parameters: [(String, String)] {
        var parameters: [(String, String)] = []
        if let knownAt { parameters.append(("known_at", knownAt.description)) }
        if let atSize { parameters.append(("at_size", String(atSize))) }
        if let knownBasis { parameters.append(("known_basis", knownBasis.rawValue)) }
        return parameters
    }
}

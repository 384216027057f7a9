import ArgumentParser
import Client
import Export
import JSON

struct ExtractVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract: "Everything about one case, to be given to the person it is about.",
        discussion: """
            Writes a directory: record.html to read, record.json for programs, withheld.json with what was masked or left out \
            and why, what is erased, and what stands in other records, and proofs/ with the ledger's checkpoint and a receipt for each event. With --redact-others the names of \
            third parties are masked by rule: of everybody whom a field of the record names as a person, other than the \
            children of the case and those who acted in it. --mask and --keep correct the rule, --leave-out takes out what a single event \
            says. What was withdrawn as belonging on somebody else's record is told, and with --redact-others left out. Read it \
            before you hand it over: a rule does not know that "her neighbour" names somebody, parts of a name of two \
            letters (as Jo) are masked only where they begin with a capital, initials only in the full name, and a case of several children is given as a whole, with \
            what it says of each.

            For example:
              daybook extract HW-2041 --for subject-access --redact-others --mask "Mrs Lane" -o extract/
            """)

    @Argument(help: ArgumentHelp("The case's reference in its source system.", valueName: "ref"))
    var reference: String

    @Option(name: .customLong("for"), help: "What it is for.")
    var purpose: ExtractPurpose

    @Flag(help: "Mask the names of people other than the children of the case and those who acted in it.")
    var redactOthers = false

    @Option(help: ArgumentHelp("Mask this name too; may be given again.", valueName: "name"))
    var mask: [String] = []

    @Option(help: ArgumentHelp("Do not mask this name; may be given again.", valueName: "name"))
    var keep: [String] = []

    @Option(help: ArgumentHelp("Leave out what this event says: POSITION=REASON; may be given again.", valueName: "n=why"))
    var leaveOut: [String] = []

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The directory to make; it must not be there, or be empty.", valueName: "dir"),
        completion: .directory)
    var output: String

    @OptionGroup var connection: Connection

    func validate() throws {
        guard redactOthers || (mask.isEmpty && keep.isEmpty) else {
            throw ValidationError("--mask and --keep go with --redact-others")
        }
        guard (mask + keep).allSatisfy(Redaction.isName) else {
            throw ValidationError("--mask and --keep take a name; one that was given holds no letter")
        }
        guard leaveOut.allSatisfy({ $0.split(separator: "=", maxSplits: 1).count == 2 }) else {
            throw ValidationError("--leave-out is POSITION=REASON")
        }
        guard !reference.isEmpty else { throw ValidationError("The case's reference is empty") }
    }

    func run() async throws {
        // An extract that goes into another one leaves there what the first person was given.
        guard !Files.holdsAnything(output) else {
            throw Failure(
                Failure.usage, "\(output) is there already, and holds other files; name a directory that is not there yet.")
        }
        var asking = connection
        asking.purpose = asking.purpose ?? "\(purpose.words) of case \(reference)"
        let client = asking.client
        let pages = try await pages(client)
        let events = pages.flatMap { page in page["events"].map { Array($0.elements) } ?? [] }
        guard !events.isEmpty else { throw Failure(Failure.refused, "There is no case \(reference) in this ledger.") }
        // As with --leave-out: a slip here would hand out what was to stay in.
        let absent = Redaction.absent(mask + keep, in: events)
        guard absent.isEmpty else {
            throw Failure(
                Failure.refused,
                absent.map {
                    "\"\($0)\" stands nowhere in the record of case \(reference), and nothing was written; look at the spelling."
                })
        }
        let redaction = redactOthers ? Redaction(events, masked: mask, kept: keep) : nil
        let leftOut = try reasons(events)
        let (history, unseen) = try await history(client, size: pages[0]["basis"]?["size"]?.integer)
        let elsewhere = history.filter { $0["cross_reference"]?.string != nil }
        let standing = ExtractStanding.all(events, history: history)
        let misfiled = Set(standing.values.filter(\.isMisfiled).map(\.position))
        let extract = AccessExtract(events, redaction: redaction, leftOut: leftOut, misfiled: misfiled, elsewhere: elsewhere)
        let files = ExtractFiles(directory: output, reference: reference, purpose: purpose, basis: pages[0]["basis"])
        try files.write(
            extract, standing: standing, leftOut: unseen + pages.reduce(0) { $0 + ($1["left_out"]?.integer ?? 0) })
        try await files.writeProofs(events, extract, elsewhere: elsewhere.count, client)
        let erased = events.count { AccessExtract.erasure($0) != nil }
        Output.write(
            "\(events.count) events, \(redaction?.people ?? 0) people masked, \(extract.withheld.count - erased - elsewhere.count) events changed or left out, \(erased) erased, \(elsewhere.count) in other records: \(Files.path(output, "record.html"))\nRead it before you hand it over.\n"
        )
        for one in standing.values.filter(\.isMisfiled).sorted(by: { (Int64($0.position) ?? 0) < (Int64($1.position) ?? 0) }) {
            Output.complain(
                "Entry \(one.position) was withdrawn as belonging on somebody else's record; what it says is \(redactOthers || leftOut[one.position] != nil ? "left out" : "in the extract: leave it out with --leave-out \(one.position)=REASON"). Look at what the entries that withdrew it say, too."
            )
        }
        await client.close()
    }

    /// Why which event is left out, by position.
    ///
    /// - Throws: where the case has no such event: a slip here would hand out what was to stay in.
    private func reasons(_ events: [JSONValue]) throws -> [String: String] {
        let positions = Set(events.map(AccessExtract.position))
        var reasons: [String: String] = [:]
        for text in leaveOut {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            let position = UInt64(parts[0]).map(String.init) ?? parts[0]
            guard positions.contains(position) else {
                throw Failure(
                    Failure.refused,
                    "--leave-out \(parts[0]): case \(reference) has no entry of that number, and nothing was written. daybook history \(reference) shows the numbers."
                )
            }
            guard reasons.updateValue(parts[1], forKey: position) == nil else {
                throw Failure(Failure.usage, "--leave-out names entry \(position) twice.")
            }
        }
        return reasons
    }

    /// The lines of the case's history, and how many more of them the asker may not see.
    private func history(_ client: DaybookClient, size: Int64?) async throws -> (lines: [JSONValue], unseen: Int64) {
        var lines: [JSONValue] = []
        var unseen: Int64 = 0
        var cursor: String?
        repeat {
            let parameters = (size.map { [("at_size", String($0))] } ?? []) + (cursor.map { [("cursor", $0)] } ?? [])
            let answer = try await client.get(
                PercentEncoding.target(["v1", "cases", reference, "history"]), query: parameters)
            guard answer.isSuccess else { throw Problem(answer) }
            let page = try Pages.read(answer.body)
            lines += page["entries"].map { Array($0.elements) } ?? []
            unseen = max(unseen, page["left_out"]?.integer ?? 0)
            cursor = page["next"]?.string
        } while cursor != nil
        return (lines, unseen)
    }

    /// Every event of the case, all at one basis.
    private func pages(_ client: DaybookClient) async throws -> [JSONValue] {
        var pages: [JSONValue] = []
        var cursor: String?
        repeat {
            let parameters = [("subject", "case/" + reference)] + (cursor.map { [("cursor", $0)] } ?? [])
            let answer = try await client.get("/v1/events", query: parameters)
            guard answer.isSuccess else { throw Problem(answer) }
            let page = try Pages.read(answer.body)
            pages.append(page)
            cursor = page["next"]?.string
        } while cursor != nil
        return pages
    }
}

/// What an extract is for.
enum ExtractPurpose: String, ExpressibleByArgument, CaseIterable {
    case subjectAccess = "subject-access"
    case court, complaint

    var words: String {
        switch self {
        case .subjectAccess: "subject access extract"
        case .court: "extract for a court"
        case .complaint: "extract for a complaint"
        }
    }
}

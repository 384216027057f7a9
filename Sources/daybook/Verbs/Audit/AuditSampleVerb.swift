import ArgumentParser
import Client
import Events
import JSON
import Ledger
import Rendering

struct AuditSampleVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Pick cases to audit, the same ones for the same seed.",
        discussion: """
            Takes open cases, of a team where one is named, on which something was recorded as happening since a day. The order is that \
            of a digest of the seed and the case's reference: nobody can steer it, and anybody can repeat it. Cases opened later \
            may join a sample, but never change the order of the others; --at-size, with the size of the ledger that stands below the \
            first sample, leaves them out. A case that you may not see is in no sample of yours, and is counted as left out.

            For example:
              daybook audit sample --team "Safeguarding 1" --n 12 --seed spring-2026 --since 2026-01-01
            """)

    @Option(help: ArgumentHelp("Only cases whose allocated worker is in this team.", valueName: "team"))
    var team: String?
    @Option(help: ArgumentHelp("How many.", valueName: "n"))
    var n: Int
    @Option(help: ArgumentHelp("Any word; say it in the audit's report.", valueName: "seed"))
    var seed: String
    @Option(
        help: ArgumentHelp("Only cases with something happening on this day or later.", valueName: "day"), transform: Values.day)
    var since: Day?
    @OptionGroup var known: Known
    @OptionGroup var connection: Connection

    func validate() throws {
        guard n >= 1 else { throw ValidationError("--n needs a number from 1") }
    }

    func run() async throws {
        let client = connection.client
        let parameters = [("team", team), ("since", since?.description)].compactMap { name, value in value.map { (name, $0) } }
        var pages: [JSONValue] = []
        var cursor: String?
        repeat {
            let more = cursor.map { [("cursor", $0)] } ?? []
            let answer = try await client.get("/v1/cases", query: [("open", "true")] + parameters + known.parameters + more)
            guard answer.isSuccess else { throw Failure(Problem(answer)) }
            let page = try Pages.read(answer.body)
            pages.append(page)
            cursor = page["next"]?.string
        } while cursor != nil
        await client.close()
        let cases = pages.flatMap { $0["cases"].map { Array($0.elements) } ?? [] }
        let picked = Array(cases.sorted { key($0) < key($1) }.prefix(n))
        if connection.json {
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("seed", seed)
                writer.member("of", cases.count)
                writer.member("cases", picked.compactMap { $0["case"]?.string })
                writer.member("left_out", pages.reduce(0) { $0 + ($1["left_out"]?.integer ?? 0) })
                if let basis = pages.first?["basis"] {
                    writer.key("basis")
                    writer.raw(basis.text)
                }
            }
            Output.write(writer.bytes + [0x0A])
        } else {
            Output.write(
                AuditPage.sample(
                    picked,
                    of: Reply(pages, asked: Asked(knownAt: known.knownAt, byEntryTimes: known.knownBasis == .entered)),
                    seed: seed, look: Output.look))
        }
    }

    private func key(_ item: JSONValue) -> IDKey {
        IDKey(EventReference(source: seed, id: item["case"]?.string ?? ""))
    }
}

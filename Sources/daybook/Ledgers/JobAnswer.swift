import Client
import JSON
import Ledger
import LedgerJobs
import Rendering

/// What a long piece of work on a ledger came to, done by the daemon or by this command itself.
struct JobAnswer {
    /// The answer as JSON: `verified`, and what was found.
    let bytes: [UInt8]
    let isVerified: Bool
    /// What is wrong, in a sentence; nil where nothing is.
    let complaint: String?

    init(_ outcome: JobRunner.Outcome) throws { try self.init(outcome.answer) }

    private init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        let root = try Pages.read(bytes)
        isVerified = root["verified"]?.bool == true
        if let failure = root["failure"]?.string {
            throw Failure(Failure.refused, failure.hasSuffix(".") ? failure : failure + ".")
        }
        let place = root["position"]?.integer.map { " at position \($0)" } ?? ""
        let log = root["log"]?.string.flatMap(WhichLog.init) ?? .ledger
        complaint = isVerified ? nil : "The \(log.words) is not what it should be\(place): \(root["reason"]?.string ?? "")."
    }

    /// Does a job in a process beside this one.
    static func run(_ job: LedgerJob) async throws -> JobAnswer {
        let progress = ProgressLine()
        let outcome = try await JobRunner().run(job) { progress.show($0, $1, $2) }
        progress.end()
        return try JobAnswer(outcome)
    }

    /// Has the daemon do it.
    static func ask(
        _ client: DaybookClient, _ path: String, query: [(String, String)], posts: Bool
    ) async throws -> JobAnswer {
        let progress = ProgressLine()
        var last: [UInt8]?
        let refused = try await client.stream(path, query: query, posts: posts) { event in
            let bytes = Array(event.data.utf8)
            guard let message = try? JSONDocument(bytes).root, let part = message["part"]?.string else {
                last = bytes
                return
            }
            func number(_ name: String) -> UInt64 { UInt64(clamping: message[name]?.integer ?? 0) }
            progress.show(part, number("done"), number("total"))
        }
        progress.end()
        if let refused { throw Problem(refused) }
        guard let last else {
            throw Failure(Failure.refused, "The daemon ended before the work was done; see its log, and try again.")
        }
        return try JobAnswer(last)
    }

    /// Shows what came of a copy; ends with status 1 where something is wrong.
    ///
    /// - Parameter next: what is to be done next, where something is.
    func showCopy(_ title: String, _ connection: Connection, next: String? = nil) throws {
        try show(connection) { CopyPage.render($0, title: title, next: next, look: $1) }
    }

    /// Shows the answer; ends with status 1 where something is wrong.
    func show(_ connection: Connection, page: (Reply, Look) -> String) throws {
        if connection.json {
            Output.write(bytes)
            Output.write(Output.lineEnd)
        } else if isVerified {
            Output.write(page(Reply(try Pages.read(bytes)), Output.look))
        }
        if let complaint { throw Failure(Failure.refused, complaint) }
    }
}

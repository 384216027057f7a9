import Client
import Events
import Import
import JSON

extension Importing {
    /// Runs an import of files that must not be stated anew: where they are in already as made at another time, every event of
    /// theirs would stand there twice. Where that cannot be told they are not posted, and a dry run says so.
    func runStatingOnce(_ files: [SourceFile], _ started: some ImportRun) async throws {
        var earlier: Failure?
        do {
            earlier = try await stoppedByEarlier(files)
        } catch let unchecked as Unchecked {
            let line =
                "Whether \(files.map(\.name).joined(separator: ", ")) \(files.count == 1 ? "is" : "are") in already, as made at another time, could not be checked: \(unchecked.reason)"
            guard options.dryRun else {
                throw Failure(
                    unchecked.status, line,
                    "Nothing was posted. Have it imported by somebody who may read the records of imports (in the policy: read: all); or, where you know that it is not in yet, give --state-anew."
                )
            }
            Output.complain(line)
        }
        guard let earlier else { return try await run(started) }
        guard options.dryRun else { throw earlier }
        do { try await run(started) } catch let failure as Failure {
            throw Failure(failure.status, earlier.lines + failure.lines)
        }
        throw earlier
    }

    /// Why it cannot be told whether files are in already.
    private struct Unchecked: Error {
        let status: Int32
        let reason: String
    }

    /// The refusal of files that are in already as made at another time; nil where they are not.
    ///
    /// - Throws: `Unchecked`.
    private func stoppedByEarlier(_ files: [SourceFile]) async throws -> Failure? {
        let client = options.connection.client
        let found: Result<Failure?, any Error>
        do { found = .success(try await stoppedByEarlier(files, client)) } catch { found = .failure(error) }
        await client.close()
        do { return try found.get() } catch let error as ClientError {
            throw Unchecked(status: Failure.outOfReach, reason: error.description)
        }
    }

    private func stoppedByEarlier(_ files: [SourceFile], _ client: DaybookClient) async throws -> Failure? {
        let digests = Dictionary(files.map { ($0.sha256, $0.name) }) { first, _ in first }
        var cursor: String?
        repeat {
            let more = cursor.map { [("cursor", $0)] } ?? []
            let answer = try await client.get(
                "/v1/events", query: [("type", "import.completed"), ("limit", "1000")] + more)
            guard answer.isSuccess else { throw Unchecked(status: Failure.refused, reason: Problem(answer).detail) }
            let page = try Pages.read(answer.body)
            if let hidden = page["left_out"]?.integer, hidden > 0 {
                throw Unchecked(status: Failure.refused, reason: "\(hidden) records of imports are not for you to read.")
            }
            for event in page["events"].map({ Array($0.elements) }) ?? [] {
                let known = event["data"]?["files"]?.elements.lazy.compactMap { $0["sha256"]?.string }.first {
                    digests[$0] != nil
                }
                let before = event["data"]?["entered"]?.string
                guard let known, let name = digests[known], before.flatMap({ Instant($0) }) != made else { continue }
                let how = before.map { "with --entered \($0)" } ?? "without --entered"
                return Failure(
                    Failure.refused,
                    "\(name) was imported already, \(how) (entry \(event["sequence"]?.string.flatMap { UInt64($0) }.map(String.init) ?? "?")). With another time everything in it would be stated a second time, beside the first. Nothing was posted. Give the same --entered again; or, where the first was wrong and both are to stand, --state-anew."
                )
            }
            cursor = page["next"]?.string
        } while cursor != nil
        return nil
    }
}

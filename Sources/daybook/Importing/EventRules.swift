import Client
import JSON
import Published
import Schema

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where an import gets the rules that its events are checked by: which types of events there are, and what each may say.
struct EventRules {
    let connection: Connection
    /// Directories with an authority's own types; where some are named, nobody is asked.
    let types: [String]
    /// Whether it must be told that the daemon was not asked: else it says so itself when events are posted.
    let tells: Bool

    /// Why the daemon's rules are not known.
    private struct Unanswered: Error { let reason: String }

    /// The rules; nil where the daemon does not tell them and the published ones are not installed: then it alone checks.
    func vocabulary() async throws -> Vocabulary? {
        guard types.isEmpty else { return try published() }
        do { return try await asked() } catch let unanswered as Unanswered {
            if tells {
                Output.complain(
                    "What types of events the daemon takes is not known (\(unanswered.reason)), so events are checked by the published ones; name the directory of your authority's own with --types."
                )
            }
            return try published()
        }
    }

    private func asked() async throws -> Vocabulary {
        let client = connection.client
        let answer: Answer
        do { answer = try await client.get("/v1/schemas") } catch {
            await client.close()
            throw Unanswered(reason: error.description)
        }
        await client.close()
        guard answer.isSuccess else { throw Unanswered(reason: Problem(answer).detail) }
        do { return try Vocabulary(try Pages.read(answer.body)) } catch let error as SchemaError {
            throw Unanswered(reason: "this version of daybook cannot use them: \(error)")
        }
    }

    private func published() throws -> Vocabulary? {
        let environment = ProcessInfo.processInfo.environment
        let program = CommandLine.arguments.first ?? "daybook"
        guard let files = try? PublishedFiles.find(program: program, environment: environment) else {
            guard types.isEmpty else {
                throw Failure(
                    Failure.usage,
                    "The published schemas, which --types adds to, are not found; say with DAYBOOK_SCHEMAS where they are.")
            }
            return nil
        }
        do throws(SchemaError) {
            return try Vocabulary.load(directory: files.directory, additional: types)
        } catch {
            throw Failure(Failure.usage, "\(error)")
        }
    }
}

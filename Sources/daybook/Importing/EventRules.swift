import Client
import JSON
import Published
import Schema

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What events are checked by: which types there are, what each may say, and how far ahead of the clock a source may be.
struct EventRules {
    let vocabulary: Vocabulary
    /// Seconds.
    var futureSkew = Self.usualFutureSkew

    /// What a daemon allows whose settings say nothing else.
    static let usualFutureSkew: Int64 = 300

    /// Why the daemon's rules are not known.
    struct Unanswered: Error { let reason: String }

    /// The rules that the daemon has.
    ///
    /// - Throws: `Unanswered`.
    static func asked(_ connection: Connection) async throws -> EventRules {
        let client = connection.client
        let answer: Answer
        do { answer = try await client.get("/v1/schemas") } catch {
            await client.close()
            throw Unanswered(reason: error.description)
        }
        await client.close()
        guard answer.isSuccess else { throw Unanswered(reason: Problem(answer).detail) }
        let told = try Pages.read(answer.body)
        do {
            return EventRules(
                vocabulary: try Vocabulary(told), futureSkew: told["future_skew_seconds"]?.integer ?? usualFutureSkew)
        } catch {
            throw Unanswered(reason: "this version of daybook cannot use them: \(error)")
        }
    }

    /// The published rules, with the types in these directories; nil where the published ones are not installed and nothing is
    /// to be added to them.
    static func published(adding types: [String] = []) throws -> EventRules? {
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
            return EventRules(vocabulary: try Vocabulary.load(directory: files.directory, additional: types))
        } catch {
            throw Failure(Failure.usage, "\(error)")
        }
    }

    /// The rules that an import goes by; nil where the daemon does not tell them and the published ones are not installed: then it
    /// alone checks.
    ///
    /// - Parameters:
    ///   - types: directories with an authority's own types; where some are named, nobody is asked.
    ///   - tells: whether it must be told that the daemon was not asked: else it says so itself when events are posted.
    static func ofImport(_ connection: Connection, types: [String] = [], tells: Bool) async throws -> EventRules? {
        guard types.isEmpty else { return try published(adding: types) }
        do { return try await asked(connection) } catch let unanswered as Unanswered {
            if tells {
                Output.complain(
                    "What the daemon takes is not known (\(unanswered.reason)), so events are checked by the published rules; for your authority's own types of events, import csv takes --types."
                )
            }
            return try published()
        }
    }
}

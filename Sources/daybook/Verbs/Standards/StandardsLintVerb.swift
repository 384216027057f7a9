import ArgumentParser
import JSON
import Schema
import Standards
import YAML

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct StandardsLintVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Say everything that is wrong with a pack of standards, with line and column.",
        discussion: """
            Takes a pack, a vocabulary, a list of parameters or a configuration. Names of events and fields are held against \
            the types of event that daybook publishes, conditions against the shared vocabulary; rules that can never fire or \
            contradict themselves are told too. Every mistake has its place, and what to do about it. Where a pack names types \
            of event of your authority's own, --types says where their schemas are, or --from-daemon has the daemon asked.

            Exit status: 0 nothing is wrong; 1 something is; 2 the file cannot be read.

            For example:
              daybook standards lint our-standards.yaml
              daybook --json standards lint our-standards.yaml
              daybook standards lint our-standards.yaml --types /etc/daybook/events
            """)

    @Argument(help: ArgumentHelp("The file.", valueName: "file"), completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @Option(
        help: ArgumentHelp("A pack of your own whose clauses a configuration names; may stand several times.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var withPack: [String] = []

    @Option(
        help: ArgumentHelp(
            "A directory with schemas of your authority's own event types, as event_types_directories in the daemon's settings; may be given again.",
            valueName: "dir"), completion: .directory)
    var types: [String] = []

    @Flag(help: "Ask the daemon which types of event it takes.")
    var fromDaemon = false

    @OptionGroup var connection: Connection

    func validate() throws {
        if fromDaemon, !types.isEmpty { throw ValidationError("Give --types or --from-daemon, not both") }
    }

    func run() async throws {
        let contents = try Self.contents(file)
        let own = try withPack.map { StandardsLibrary.File(name: $0, bytes: try Self.contents($0)) }
        let library = try StandardsLibrary.published(with: own, types: try await ownTypes())
        let read = StandardsFile(contents, against: library)
        if connection.json { writeJSON(read) } else { writeLines(read) }
        guard read.faults.isEmpty else {
            let count = read.faults.count
            throw Failure(Failure.refused, "\(file): \(count == 1 ? "one thing is" : "\(count) things are") to be mended.")
        }
    }

    /// The types of event beside the published ones, as far as they are asked for.
    private func ownTypes() async throws -> [String: JSONValue] {
        if !types.isEmpty { return try EventRules.published(adding: types)?.vocabulary.schemas ?? [:] }
        guard fromDaemon else { return [:] }
        do { return try await EventRules.asked(connection).vocabulary.schemas } catch let unanswered as EventRules.Unanswered {
            throw Failure(
                Failure.outOfReach,
                "Which types of event the daemon takes is not known (\(unanswered.reason)); name the directory of your authority's own with --types."
            )
        }
    }

    private static func contents(_ file: String) throws -> [UInt8] {
        guard let contents = FileManager.default.contents(atPath: file) else {
            throw Failure(Failure.usage, "\(file) cannot be read.")
        }
        return Array(contents)
    }

    private func writeLines(_ read: StandardsFile) {
        let lines = read.faults.isEmpty ? ["\(file): \(read.contents); nothing to mend."] : read.faults.map { "\(file):\($0)" }
        Output.write(lines.joined(separator: "\n") + "\n")
    }

    private func writeJSON(_ read: StandardsFile) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("file", file)
            writer.member("contents", read.contents)
            writer.member("faults", read.faults.map(FaultEntry.init))
        }
        Output.write(writer.bytes + [UInt8(ascii: "\n")])
    }
}

/// A fault as JSON.
private struct FaultEntry: JSONWritable {
    let fault: YAMLFault

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("line", fault.mark.line)
            writer.member("column", fault.mark.column)
            writer.member("message", fault.message)
        }
    }
}

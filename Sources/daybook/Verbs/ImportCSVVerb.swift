import ArgumentParser
import Import
import JSON
import Schema

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct ImportCSVVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "csv",
        abstract: "Import any CSV export, by a mapping file.",
        discussion: """
            A mapping file in YAML says which columns become which events; schemas/mappings holds its description, and \
            mappings for tables of the Standard Safeguarding Dataset. --sketch looks at a file and proposes a mapping.

            For example:
              daybook import csv --sketch visits.csv > visits.yaml
              daybook import csv --mapping visits.yaml visits.csv --dry-run
            """)

    @Option(help: ArgumentHelp("The mapping file.", valueName: "file"), completion: .file(extensions: ["yaml", "yml"]))
    var mapping: String?

    @Flag(help: "Propose a mapping for the file, and import nothing.")
    var sketch = false

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("What {NAME} in the mapping's source stands for, as NAME=VALUE.", valueName: "name=value"))
    var settings: [String] = []

    @Option(
        help: ArgumentHelp(
            "A directory with schemas of your authority's own event types, as event_types_directories in the daemon's settings; may be given again. Without it the daemon is asked which types it takes.",
            valueName: "dir"), completion: .directory)
    var types: [String] = []

    @Argument(
        help: ArgumentHelp("CSV files, all of the one kind that the mapping is for.", valueName: "file"), completion: .file())
    var files: [String]

    @OptionGroup var made: MadeOption
    @OptionGroup var options: ImportOptions

    func validate() throws {
        guard sketch != (mapping != nil) else {
            throw ValidationError("Give --mapping FILE, or --sketch to have one proposed")
        }
        guard !sketch || files.count == 1 else { throw ValidationError("--sketch looks at one file") }
        for setting in settings where !setting.dropFirst().contains("=") {
            throw ValidationError("\"\(setting)\" is no setting; write it as NAME=VALUE")
        }
    }

    func run() async throws {
        let opened = try SourceFiles.open(files, ending: "csv")
        defer { for file in opened { file.close() } }
        guard let path = mapping else { return try propose(opened.map(\.source)) }
        guard let contents = FileManager.default.contents(atPath: path) else {
            throw Failure(Failure.usage, "\(path) cannot be read.")
        }
        let bytes = Array(contents)
        let parameters = Dictionary(
            settings.compactMap { setting -> (String, String)? in
                let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
            }, uniquingKeysWith: { $1 })
        let rules = try await EventRules.ofImport(options.connection, types: types, tells: options.dryRun)
        let types = try knownTypes(rules?.vocabulary)
        let plan: CSVMapping
        do throws(CSVMapping.Unusable) {
            plan = try CSVMapping(reading: bytes, parameters: parameters, types: types)
        } catch {
            throw Failure(Failure.usage, error.faults.map { "\(path):\($0.mark): \($0.message)" })
        }
        try await Importing(options: options, mapping: (plan.title, bytes), made: made.entered, rules: rules)
            .run(CSVImport.run(opened.map(\.source), plan, made: made.entered, now: Values.now))
    }

    private func propose(_ files: [ByteSource]) throws {
        guard let file = files.first, let sketch = MappingSketch(file) else {
            throw Failure(
                Failure.refused, "\(files.first?.name ?? "The file") has no row of column names that can be read as UTF-8.")
        }
        // Into a file they go as they are: names of columns stand in it as the file has them.
        if Output.isTerminal { Output.write(sketch.yaml) } else { Output.write(Array(sketch.yaml.utf8)) }
    }

    /// The types of events that a mapping may name.
    private func knownTypes(_ vocabulary: Vocabulary?) throws -> KnownTypes? {
        guard let vocabulary else { return nil }
        var fields: [String: (all: Set<String>, required: Set<String>)] = [:]
        for name in vocabulary.typeNames {
            guard let schema = vocabulary[name]?.source else { continue }
            fields[name] = (
                Set(schema["properties"]?.members.compactMap(\.key.string) ?? []),
                Set(schema["required"]?.elements.compactMap(\.string) ?? [])
            )
        }
        return KnownTypes(fields) { type, data in vocabulary[type]?.check(data) ?? [] }
    }
}

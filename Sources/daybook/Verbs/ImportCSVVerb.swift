import ArgumentParser
import Import
import JSON
import Published

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
        let types = Self.knownTypes()
        let plan: CSVMapping
        do throws(CSVMapping.Unusable) {
            plan = try CSVMapping(reading: bytes, parameters: parameters, types: types)
        } catch {
            throw Failure(Failure.usage, error.faults.map { "\(path):\($0.mark): \($0.message)" })
        }
        try await Importing(options: options, mapping: (plan.title, bytes), made: made.entered)
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

    /// The published types of events; nil where the schemas are not installed, and the daemon alone checks.
    private static func knownTypes() -> KnownTypes? {
        let environment = ProcessInfo.processInfo.environment
        guard
            let published = try? PublishedFiles.find(program: CommandLine.arguments.first ?? "daybook", environment: environment),
            let names = try? FileManager.default.contentsOfDirectory(atPath: published.directory + "/events")
        else { return nil }
        var types: [String: (all: Set<String>, required: Set<String>)] = [:]
        for name in names where name.hasSuffix(".json") {
            guard let contents = FileManager.default.contents(atPath: published.directory + "/events/" + name),
                let root = try? JSONDocument(Array(contents)).root
            else { continue }
            let fields = root["properties"]?.members.compactMap(\.key.string) ?? []
            types[String(name.dropLast(5))] = (Set(fields), Set(root["required"]?.elements.compactMap(\.string) ?? []))
        }
        return types.isEmpty ? nil : KnownTypes(types)
    }
}

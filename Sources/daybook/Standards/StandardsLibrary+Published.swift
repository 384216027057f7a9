import JSON
import Published
import Standards

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension StandardsLibrary {
    /// The vocabulary, the parameters and the types of event that daybook publishes.
    static func published() throws -> StandardsLibrary {
        do {
            let files = try PublishedFiles.find(
                program: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
                environment: ProcessInfo.processInfo.environment)
            var schemas: [String: JSONValue] = [:]
            for name in try files.names(in: "events", ending: ".json") {
                schemas[String(name.dropLast(".json".count))] = try files.json("events/\(name)")
            }
            return try StandardsLibrary(
                events: EventFields(schemas: schemas), parameters: file("standards/parameters.yaml", of: files),
                vocabulary: file("standards/vocabulary.yaml", of: files))
        } catch let trouble as PublishedFiles.Trouble {
            throw Failure(Failure.usage, trouble.description)
        } catch let trouble as Trouble {
            throw Failure(Failure.refused, trouble.faults.map { "\(trouble.file):\($0)" })
        }
    }

    private static func file(_ name: String, of files: PublishedFiles) throws(PublishedFiles.Trouble) -> File {
        File(name: "\(files.directory)/\(name)", bytes: try files.bytes(name))
    }
}

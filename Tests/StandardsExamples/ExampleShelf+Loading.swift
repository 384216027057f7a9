import Events
import JSON
import Practice
package import Published
import Standards

extension ExampleShelf {
    /// The packs, in the order of the README.
    package static let names = ["knowsley", "redcar-cleveland", "coventry", "ten-standards"]

    /// Reads the published schemas, packs and examples.
    package init(_ files: PublishedFiles) throws {
        var schemas: [String: JSONValue] = [:]
        for name in try files.names(in: "events", ending: ".json") {
            schemas[String(name.dropLast(".json".count))] = try files.json("events/\(name)")
        }
        func file(_ name: String) throws -> StandardsLibrary.File {
            StandardsLibrary.File(name: name, bytes: try files.bytes("standards/\(name)"))
        }
        let library = try StandardsLibrary(
            events: EventFields(schemas: schemas), parameters: try file("parameters.yaml"),
            vocabulary: try file("vocabulary.yaml"))
        var packs: [Pack] = []
        var examples: [String: [Example]] = [:]
        for name in Self.names {
            let pack = try file("\(name).yaml")
            packs.append(try Pack(reading: pack.bytes, context: library.context))
            let folder = "standards/examples/\(name)"
            for chapter in try files.names(in: folder, ending: ".yaml") {
                let reader = ExampleReader(file: "\(name)/\(chapter)", context: library.context)
                examples[name, default: []] += try reader.read(try files.bytes("\(folder)/\(chapter)"))
            }
        }
        self.init(
            library: library, calendar: try WorkingDays(try files.json("calendars/england-and-wales.json")), packs: packs,
            examples: examples)
    }
}

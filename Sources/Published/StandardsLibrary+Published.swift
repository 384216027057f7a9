public import JSON
public import Standards

extension StandardsLibrary {
    /// What an authority has of its own.
    public struct Local: Sendable {
        /// Files of packs, or of further versions of published ones.
        public var packs: [File]
        /// The schemas of its own types of event, by the type's name; published ones may be among them.
        public var types: [String: JSONValue]

        public init(packs: [File] = [], types: [String: JSONValue] = [:]) {
            self.packs = packs
            self.types = types
        }
    }

    /// The vocabulary, the parameters and the types of event that daybook publishes, with its packs where they are wanted.
    ///
    /// - Throws: `PublishedFiles.Trouble`, or `Trouble` where one of the files has faults.
    public init(_ files: PublishedFiles, packs: Bool, local: Local = Local()) throws {
        var all: [File] = []
        if packs {
            for name in try files.names(in: "standards", ending: ".yaml") where !Self.shared.contains(name) {
                all.append(try Self.file("standards/\(name)", of: files))
            }
        }
        try self.init(
            events: EventFields(schemas: try files.eventSchemas().merging(local.types) { published, _ in published }),
            parameters: try Self.file("standards/parameters.yaml", of: files),
            vocabulary: try Self.file("standards/vocabulary.yaml", of: files), packs: all + local.packs)
    }

    /// Files beside the packs that are none.
    private static let shared = ["parameters.yaml", "vocabulary.yaml"]

    private static func file(_ name: String, of files: PublishedFiles) throws(PublishedFiles.Trouble) -> File {
        File(name: "\(files.directory)/\(name)", bytes: try files.bytes(name))
    }
}

import Events
import JSON
import Practice
import Published
import Standards
import StandardsExamples
import Testing

/// The published packs with their examples, read once.
enum EnginePacks {
    struct Unknown: Error { let clause: String }

    private static let shelf: Result<ExampleShelf, any Error> = Result {
        try ExampleShelf(try PublishedFiles.find(program: "", environment: ["DAYBOOK_SCHEMAS": PackFiles.root + "/schemas"]))
    }

    static func need() throws -> ExampleShelf { try shelf.get() }

    /// The JSON Schemas of all types of event.
    static func schemas() throws -> [String: JSONValue] {
        try PublishedFiles.find(program: "", environment: ["DAYBOOK_SCHEMAS": PackFiles.root + "/schemas"]).eventSchemas()
    }

    /// The pack a clause is in, and the clause.
    static func clause(_ id: String) throws -> (Pack, Clause) {
        for pack in try need().packs {
            if let clause = pack.clauses.first(where: { $0.id == id }) { return (pack, clause) }
        }
        throw Unknown(clause: id)
    }

    /// Reads one example in the form of the example files.
    static func example(_ text: String) throws -> Example {
        let reader = ExampleReader(file: "test", context: try need().library.context)
        return try #require(try reader.read(Array(text.utf8)).first)
    }

    /// What the engine finds for an example.
    static func findings(_ text: String) throws -> [Finding] {
        let example = try example(text)
        let (pack, clause) = try clause(example.clause)
        return try need().findings(example, try need().related(to: clause, in: pack), pack)
    }

    /// Tries an example, as if it stood in a file.
    @discardableResult
    static func check(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> [Finding] {
        let example = try example(text)
        let found = try findings(text)
        if let mismatch = example.mismatch(found) {
            Issue.record("\(example.clause) \(example.name): \(mismatch)", sourceLocation: sourceLocation)
        }
        return found
    }
}

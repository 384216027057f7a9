import Foundation
import JSON
import Schema
import Testing

@Suite struct `A vocabulary` {
    static let schemas = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "schemas").path

    func event(_ changes: (String, String)...) throws -> JSONValue {
        var members = [
            "specversion": #""1.0""#, "id": #""1""#, "source": #""/s""#, "type": #""decision.made""#, "subject": #""case/1""#,
            "time": #""2026-03-04T10:12:33Z""#, "actor": #""a""#, "actorrole": #""r""#,
            "data": #"{"decision_type":"other","decision":"Do it."}"#,
        ]
        for (name, value) in changes { members[name] = value.isEmpty ? nil : value }
        return try json("{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}")
    }

    @Test func `loads every published schema`() throws {
        let vocabulary = try Vocabulary.load(directory: Self.schemas)
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.schemas + "/events").filter { $0.hasSuffix(".json") }
        #expect(vocabulary.typeNames == files.map { String($0.dropLast(5)) }.sorted())
        #expect(vocabulary.typeNames.count >= 83)
        for name in vocabulary.typeNames {
            let type = try #require(vocabulary[name])
            #expect(
                type.title?.isEmpty == false && type.description?.isEmpty == false && type.annotation?["subjects"] != nil,
                "\(name)")
        }
        #expect(vocabulary["no.such"] == nil)
    }

    @Test func `takes an event that is right`() throws {
        let vocabulary = try Vocabulary.load(directory: Self.schemas)
        #expect(vocabulary.check(try event()) == [])
        #expect(vocabulary.check(try event(("partitionkey", #""p""#))) == [])
    }

    @Test func `tells of the envelope, the subject and the data in one go`() throws {
        let vocabulary = try Vocabulary.load(directory: Self.schemas)
        let faults = vocabulary.check(
            try event(
                ("id", ""), ("type", #""visit.made""#), ("subject", #""worker/7""#), ("time", #""yesterday""#),
                ("data", #"{"visit_typ":"x","children":[]}"#)))
        #expect(faults.map(\.pointer).prefix(3) == ["/time", "/id", "/subject"])
        #expect(faults.contains(Fault("/subject", "visit.made is about case/, not worker/.")))
        #expect(faults.contains { $0.pointer == "/data/visit_typ" })
        #expect(faults.contains(Fault("/data/children", "This is empty: at least 1 entry must stand here.")))
    }

    @Test func `knows types by their names`() throws {
        let vocabulary = try Vocabulary.load(directory: Self.schemas)
        #expect(
            vocabulary.check(try event(("type", #""decison.made""#)))
                == [Fault("/type", "No type of event has this name; did you mean \"decision.made\"?")])
        #expect(
            vocabulary.check(try event(("type", #""hamster.fed""#)))
                == [Fault("/type", "No type of event has this name; the files in schemas/events say which there are.")])
        #expect(vocabulary.check(try event(("type", #""decision\u002emade""#))) == [])
        // What the envelope says of a type that could be none is enough.
        #expect(vocabulary.check(try event(("type", #""A B""#))).map(\.pointer) == ["/type"])
        #expect(vocabulary.check(try event(("type", "7"))).map(\.pointer) == ["/type"])
        #expect(vocabulary.check(try json("[]")).map(\.pointer) == [""])
    }

    @Test func `leaves a subject without a kind to the envelope`() throws {
        let vocabulary = try Vocabulary.load(directory: Self.schemas)
        for subject in ["", "cases/1", "case", "case/", "/1", "Case/1"] {
            #expect(vocabulary.check(try event(("subject", "\"\(subject)\""))).map(\.pointer) == ["/subject"], "\(subject)")
        }
    }

    @Test func `lists no more faults of one event than the limit`() throws {
        let vocabulary = try Vocabulary.load(directory: Self.schemas)
        let numbers = Array(repeating: "1", count: 48).joined(separator: ",")
        let faults = vocabulary.check(
            try event(
                ("id", ""), ("source", "1"), ("time", "1"),
                ("data", #"{"decision_type":"other","decision":"d","children":[\#(numbers)]}"#)))
        #expect(faults.count == CompiledSchema.faultLimit)
        #expect(faults.last?.message.hasPrefix("More is wrong") == true)
    }

    @Test func `a type that names no subjects may be about any`() throws {
        let vocabulary = Vocabulary(envelope: try schema("{}"), types: ["a.b": try schema("{}")])
        #expect(vocabulary.check(try json(#"{"type":"a.b","subject":"team/1"}"#)) == [])
    }
}

@Suite struct `An authority's own types` {
    /// Loads the published types and one directory more, that holds `text` in a file of this name.
    func load(_ name: String, _ text: String) throws -> Vocabulary {
        let directory = FileManager.default.temporaryDirectory.appending(path: "types-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data(text.utf8).write(to: directory.appending(path: name))
        try Data("not a schema".utf8).write(to: directory.appending(path: "README.txt"))
        return try Vocabulary.load(directory: `A vocabulary`.schemas, additional: [directory.path])
    }

    @Test func `stand beside the published ones`() throws {
        let vocabulary = try load(
            "nursery.visited.json", #"{"$id":"urn:kc:nursery.visited","type":"object","x-daybook":{"subjects":["case","team"]}}"#)
        #expect(vocabulary["nursery.visited"]?.id == "urn:kc:nursery.visited")
        #expect(vocabulary["decision.made"] != nil)
    }

    @Test(arguments: [
        ("decision.made.json", #"{"type":"object"}"#, "", "defined already"),
        ("nursery.json", #"{"type":"object"}"#, "", "with a dot"),
        ("Nursery.visited.json", #"{"type":"object"}"#, "", "lower case"), ("a..b.json", #"{"type":"object"}"#, "", "with a dot"),
        ("a.b.json", #"{"$id":"urn:x:a.c","type":"object"}"#, "/$id", "a.b"),
        ("a.b.json", #"{"$id":"urn:xa.b","type":"object"}"#, "/$id", "a.b"),
        ("a.b.json", #"{"type":["object","null"]}"#, "/type", "is an object"), ("a.b.json", "{}", "/type", "is an object"),
        ("a.b.json", #"{"type":"object","x-daybook":{"subjects":["child"]}}"#, "/x-daybook/subjects", "case, worker"),
        ("a.b.json", #"{"type":"object","x-daybook":{"subjects":[]}}"#, "/x-daybook/subjects", "case, worker"),
        ("a.b.json", #"{"type":"object","allOf":[]}"#, "/allOf", "not implemented"), ("a.b.json", "{", "", "no JSON"),
    ])
    func `are refused where they would mislead`(_ name: String, _ text: String, _ pointer: String, _ message: String) {
        let error = #expect(throws: SchemaError.self) { try load(name, text) }
        #expect(error?.pointer == pointer)
        #expect(error?.file.hasSuffix("/" + name) == true)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func `a directory that is not there is named`() {
        let error = #expect(throws: SchemaError.self) {
            try Vocabulary.load(directory: `A vocabulary`.schemas, additional: ["/nowhere/types"])
        }
        #expect(error?.file == "/nowhere/types")
        let other = #expect(throws: SchemaError.self) { try Vocabulary.load(directory: "/nowhere") }
        #expect(other?.file == "event.json")
    }
}

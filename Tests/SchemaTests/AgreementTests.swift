import Foundation
import JSON
import Schema
import Support
import Testing

/// Other people's validator is the oracle: on values made from the published schemas, whole and spoilt, both must come to
/// the same verdict. `DAYBOOK_SEED` replays a run; `DAYBOOK_CASES` sets the values made for each schema.
@Suite struct `Agreement with jsonschema` {
    static let settings = ProcessInfo.processInfo.environment

    /// Every keyword at once, as the published schemas do not use them all.
    static let everything = #"""
        {"type":"object","required":["n","u"],"minProperties":2,"maxProperties":6,"properties":{
          "n":{"type":"integer","minimum":1,"maximum":10},"f":{"exclusiveMinimum":0,"maximum":10.5},
          "u":{"type":"array","uniqueItems":true,"minItems":1,"maxItems":3},
          "e":{"enum":[1,"1",true,null,[],{"x":1},0.5]},"c":{"const":[1,{"x":1.0}]},"z":{"const":0},
          "s":{"type":["string","null"],"minLength":2,"maxLength":24},"p":{"pattern":"^[A-Z]{2}[0-9]*(a|bc)$"},
          "q":{"type":"string","pattern":"^x?[^x-z]+$"},"d":{"type":"string","format":"date"},"t":{"format":"date-time","type":"string"},
          "r":{"type":["string","number"],"format":"uri-reference"},
          "o":{"type":["object","array"],"additionalProperties":false,"properties":{"id":{"type":"string"},"":{}},"items":{"type":["boolean","integer"]}}},
         "additionalProperties":false}
        """#

    @Test func `comes to the same verdicts`() async throws {
        let seed = Self.settings["DAYBOOK_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0 ... .max)
        let cases = Self.settings["DAYBOOK_CASES"].flatMap { Int($0) } ?? 150
        print("schema agreement: DAYBOOK_SEED=\(seed) DAYBOOK_CASES=\(cases)")
        let directory = FileManager.default.temporaryDirectory.appending(path: "agreement-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data(Self.everything.utf8).write(to: directory.appending(path: "everything.json"))

        var maker = SampleMaker(random: SplitMix64(seed: seed))
        var lines = ""
        var verdicts: [Bool: Int] = [:]
        for (name, text) in try schemas() {
            let source = try JSONDocument(text).root
            let schema = try CompiledSchema(source, file: name)
            for number in 0..<(name == "everything" ? 10 * cases : cases) {
                var sample = maker.make(source)
                // A third as made, the others spoilt once or twice.
                for _ in 0..<number % 3 { sample = maker.spoil(sample) }
                var data = ""
                sample.write(to: &data, &maker.random)
                let valid = schema.check(try json(data)).isEmpty
                verdicts[valid, default: 0] += 1
                lines += "{\"type\":\"\(name)\",\"data\":\(data),\"valid\":\(valid)}\n"
            }
        }
        #expect(verdicts[true, default: 0] > cases * 10 && verdicts[false, default: 0] > cases * 10, "seed \(seed)")
        let values = directory.appending(path: "values.jsonl")
        try Data(lines.utf8).write(to: values)
        let oracle = try await Tool.oracle(
            "check_schema_agreement.py",
            [values.path, `A vocabulary`.schemas, `A vocabulary`.schemas + "/events", directory.path])
        let (status, output) = (oracle.status, String(decoding: oracle.output + oracle.errors, as: UTF8.self))
        if status == 77 || status == 127 { try Test.cancel("python3 with jsonschema is not here: \(output)") }
        print("schema agreement: \(output.split(separator: "\n").last ?? "")")
        #expect(status == 0, "seed \(seed): \(output)")
    }

    /// The published schemas and `everything`, by name.
    private func schemas() throws -> [(name: String, text: [UInt8])] {
        let directory = URL(fileURLWithPath: `A vocabulary`.schemas)
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.appending(path: "events").path).sorted()
        let types = try names.filter { $0.hasSuffix(".json") }.map { name in
            (String(name.dropLast(5)), Array(try Data(contentsOf: directory.appending(path: "events/" + name))))
        }
        return types + [
            ("event", Array(try Data(contentsOf: directory.appending(path: "event.json")))),
            ("everything", Array(Self.everything.utf8)),
        ]
    }
}

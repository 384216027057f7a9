import Foundation
import Support
import Testing

@Suite struct `Checking a pack at the command line` {
    /// The package's root, from where this file was compiled.
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func pack(_ name: String) -> String { Self.root.appending(path: "schemas/standards/\(name).yaml").path }

    @Test(arguments: [
        ("knowsley", "299 clauses (171 computed, 104 flagged, 24 asked) of the pack knowsley"),
        ("redcar-cleveland", "380 clauses (244 computed, 113 flagged, 23 asked) of the pack redcar-cleveland"),
        ("coventry", "233 clauses (135 computed, 44 flagged, 54 asked) of the pack coventry"),
        ("ten-standards", "78 clauses (28 computed, 35 flagged, 15 asked) of the pack ten-standards"),
        ("vocabulary", "94 conditions and 116 occurrences"), ("parameters", "38 parameters"),
    ])
    func `finds nothing to mend in a published file`(name: String, contents: String) async throws {
        let command = try await Command.run(["standards", "lint", pack(name)])
        #expect(command.status == 0)
        #expect(command.output == "\(pack(name)): \(contents); nothing to mend.\n")
        #expect(command.errors.isEmpty)
    }

    @Test func `tells every mistake with its line and column, and ends with 1`() async throws {
        try await TemporaryDirectory.run { directory in
            let file = directory.path + "/ours.yaml"
            let text = try String(contentsOf: URL(filePath: pack("ten-standards")), encoding: .utf8)
                .replacingOccurrences(of: "applies_when: always", with: "applies_when: allways")
                .replacingOccurrences(of: "ten-standards\ntitle", with: "ten standards\ntitle")
            try text.write(toFile: file, atomically: false, encoding: .utf8)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let wrong = lines.indices.filter { lines[$0].contains("allways") }
            let command = try await Command.run(["standards", "lint", file])
            #expect(command.status == 1)
            let told = command.output.split(separator: "\n").map(String.init)
            #expect(told.count == wrong.count + 1)
            for line in wrong {
                #expect(told.contains("\(file):\(line + 1):19: \"allways\" is no condition. Did you mean \"always\"?"))
            }
            #expect(told.contains { $0.contains("is no id of a pack") })
            #expect(command.errors == "daybook: \(file): \(told.count) things are to be mended.\n")
        }
    }

    @Test func `answers as JSON`() async throws {
        try await TemporaryDirectory.run { directory in
            let file = directory.path + "/ours.yaml"
            try "pack: ours\n".write(toFile: file, atomically: false, encoding: .utf8)
            let command = try await Command.run(["--json", "standards", "lint", file])
            #expect(command.status == 1)
            #expect(
                command.output.hasPrefix("{\"file\":\"\(file)\",\"contents\":\"a pack\",\"faults\":[{\"line\":1,\"column\":1,"))
        }
    }

    @Test func `needs a file that can be read`() async throws {
        let command = try await Command.run(["standards", "lint", "/nowhere/pack.yaml"])
        #expect(command.status == 2)
        #expect(command.errors == "daybook: /nowhere/pack.yaml cannot be read.\n")
    }
}

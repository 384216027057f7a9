import Foundation
import JSON
import Support
import Testing

@Suite struct `Posting` {
    private func withServer(_ body: (_ socket: String, _ directory: String) async throws -> Void) async throws {
        try await AnsweringServer.run(body)
    }

    private func lines(_ count: Int, bad: Int? = nil) -> String {
        (1...count).map { "{\"id\":\"e\($0)\"\($0 == bad ? ",\"bad\":true" : "")}\n" }.joined()
    }

    @Test func `says how many events were new and how many known`() async throws {
        try await withServer { socket, directory in
            let file = directory + "/events.jsonl"
            try lines(1203).write(toFile: file, atomically: true, encoding: .utf8)
            let first = try await Command.run(["--socket", socket, "post", file])
            #expect(first.status == 0)
            #expect(first.output == "1203 new, 0 known already\n")
            #expect(first.errors.isEmpty, "nothing of progress where nobody watches")
            let second = try await Command.run(["--socket", socket, "post"], input: lines(1204))
            #expect(second.output == "1 new, 1203 known already\n")
        }
    }

    @Test func `as JSON answers one event as the daemon does, and several with their results in order`() async throws {
        try await withServer { socket, _ in
            let words = ["--socket", socket, "--json", "post"]
            let counts = #""new":1,"known":0,"first_position":0,"last_position":0}"#
            let one = try await Command.run(words, input: lines(1))
            #expect(one.output == #"{"position":0,"duplicate":false,"# + counts + "\n")
            let conditional = try await Command.run(words + ["--expected-version", "8"], input: lines(1))
            #expect(conditional.output.hasPrefix(#"{"position":0,"duplicate":true,"new":0,"known":1,"#))
            let two = try await Command.run(words, input: lines(2))
            #expect(
                two.output
                    == #"{"results":[{"position":0,"duplicate":true},{"position":1,"duplicate":false}],"new":1,"known":1,"#
                    + #""first_position":0,"last_position":1}"# + "\n")
            // More than one batch.
            let many = try JSONDocument(Array(try await Command.run(words, input: lines(1204)).output.utf8)).root
            #expect(many["results"]?.elements.map { $0["position"]?.integer } == (0..<1204).map { Int64($0) })
            #expect(many["new"]?.integer == 1202 && many["known"]?.integer == 2 && many["last_position"]?.integer == 1203)
        }
    }

    @Test func `as JSON is whole where something goes wrong, and tells what went in and the problem`() async throws {
        try await withServer { socket, _ in
            let words = ["--socket", socket, "--json", "post"]
            let midway = try await Command.run(words, input: lines(1200, bad: 702))
            #expect(midway.status == 1 && midway.complaints.count == 3)
            let told = try JSONDocument(Array(midway.output.utf8)).root
            #expect(told["results"]?.count == 500 && told["new"]?.integer == 500)
            #expect(told["problem"]?["type"]?.string == "urn:daybook:problem:invalid-event")
            #expect(told["problem"]?["errors"]?.elements.map { $0["index"]?.integer } == [201])
            let first = try await Command.run(words, input: "{\"id\":\"x\",\"bad\":true}")
            #expect(first.status == 1)
            let problem = try JSONDocument(Array(first.output.utf8)).root
            #expect(problem["type"]?.string == "urn:daybook:problem:invalid-event", "what the daemon answered")
            let unreadable = try await Command.run(words, input: "{\"id\":\"e1\"}\nnonsense")
            #expect(unreadable.status == 1)
            let one = try JSONDocument(Array(unreadable.output.utf8)).root
            #expect(one["results"]?.count == 1 && one["known"]?.integer == 1 && one["problem"] == nil)
            let cut = try await Command.run(words, input: lines(600) + "{\"id\":\"last\",\"cut\":true}\n")
            #expect(cut.status == 3)
            #expect(try JSONDocument(Array(cut.output.utf8)).root["results"]?.count == 500)
        }
    }

    @Test(arguments: [
        "[{\"id\":\"a\"},\n{\"id\":\"b\"}]", "{\n \"id\": \"a\"\n}\n{\"id\":\"b\"}", "{\"id\":\"a\"} {\"id\":\"b\"}",
    ])
    func `takes an array, lines and pretty objects`(input: String) async throws {
        try await withServer { socket, _ in
            let command = try await Command.run(["--socket", socket, "post", "-"], input: input)
            #expect(command.output == "2 new, 0 known already\n")
        }
    }

    @Test func `names the line of what is refused, and says what went in`() async throws {
        try await withServer { socket, _ in
            let command = try await Command.run(["--socket", socket, "post"], input: lines(1200, bad: 702))
            #expect(command.status == 1)
            #expect(command.output.isEmpty)
            #expect(
                command.complaints == [
                    "daybook: standard input line 702: /data/x: Not a field of this type.",
                    "daybook: Nothing went in of this batch, from standard input line 501 to standard input line 1000.",
                    "daybook: What stands before went in, up to standard input line 500: 500 new, 0 known already. Put it right and post it all again: what is known already is not taken twice.",
                ])
        }
    }

    @Test(arguments: [
        (
            "{\"id\":\"a\"}\n{\"id\":",
            "standard input line 2: this is not JSON: the text ends inside the value that begins on this line."
        ),
        (
            "{\"id\":\"a\"}\n{\"id\":1,\"id\":2}",
            "standard input line 2: this is not JSON: this member's name stands twice in the same object, 8 bytes into the event."
        ),
        ("{\"id\":\"a\"}\nnonsense", "standard input line 2: this is not JSON: expected null, 0 bytes into the event."),
    ])
    func `names the line of what is not JSON, and keeps what stands before`(input: String, line: String) async throws {
        try await withServer { socket, _ in
            let command = try await Command.run(["--socket", socket, "post"], input: input)
            #expect(command.status == 1)
            #expect(command.complaints.first == "daybook: \(line)")
            #expect(command.complaints.last?.contains("up to standard input line 1: 1 new, 0 known already.") == true)
        }
    }

    @Test func `does not claim to know what became of a batch whose answer never came`() async throws {
        try await withServer { socket, _ in
            let input = lines(600) + "{\"id\":\"last\",\"cut\":true}\n"
            let command = try await Command.run(["--socket", socket, "post"], input: input)
            #expect(command.status == 3)
            #expect(!command.errors.contains("Nothing went in"))
            #expect(
                command.complaints.dropFirst() == [
                    "daybook: Whether this batch, from standard input line 501 to standard input line 601, went in is not known. Post it all again as it is, with the same ids: what is known already is not taken twice.",
                    "daybook: What stands before went in, up to standard input line 500: 500 new, 0 known already. Put it right and post it all again: what is known already is not taken twice.",
                ])
            let one = try await Command.run(
                ["--socket", socket, "post", "--expected-version", "8"], input: "{\"id\":\"x\",\"cut\":true}")
            #expect(one.complaints.last == "daybook: Whether it went in is not known; post it again as it is.")
        }
    }

    @Test func `waits for a daemon that is too busy`() async throws {
        try await withServer { socket, _ in
            let command = try await Command.run(["--socket", socket, "post"], input: "{\"id\":\"a\",\"busy\":true}")
            #expect(command.output == "1 new, 0 known already\n")
        }
    }

    @Test func `on condition takes one event and tells of a conflict`() async throws {
        try await withServer { socket, _ in
            let conflict = try await Command.run(
                ["--socket", socket, "post", "--expected-version", "7"], input: "{\"id\":\"a\"}")
            #expect(conflict.status == 1)
            #expect(conflict.errors == "daybook: standard input line 1: The subject is at version 8, not 7.\n")
            let fits = try await Command.run(["--socket", socket, "post", "--expected-version", "8"], input: "{\"id\":\"a\"}")
            #expect(fits.output == "1 new, 0 known already\n")
            let two = try await Command.run(["--socket", socket, "post", "--expected-version", "8"], input: "{}\n{}")
            #expect(two.status == 2)
            #expect(two.errors == "daybook: --expected-version takes one event; standard input line 2 is a second one.\n")
        }
    }

    @Test func `of nothing is no error`() async throws {
        try await withServer { socket, _ in
            let command = try await Command.run(["--socket", socket, "--json", "post"], input: "")
            #expect(command.status == 0)
            #expect(command.output == "{\"results\":[],\"new\":0,\"known\":0,\"first_position\":null,\"last_position\":null}\n")
        }
    }

    @Test(arguments: [["post"], ["post", "--expected-version", "8"], ["--json", "post"]])
    func `to a daemon that is gone says so in one line, and ends with 3`(words: [String]) async throws {
        let command = try await Command.run(["--socket", "/nowhere/s"] + words, input: lines(words.contains("8") ? 1 : 2))
        #expect(command.status == 3 && command.output.isEmpty)
        #expect(command.complaints.count == 1, "\(command.errors)")
        #expect(command.errors.hasPrefix("daybook: The daemon is out of reach: there is no socket at /nowhere/s."))
        #expect(command.errors.hasSuffix("Nothing went in.\n") || command.errors.hasSuffix("It did not go in.\n"))
    }
}

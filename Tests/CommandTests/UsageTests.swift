import Testing

@Suite struct `The command` {
    @Test(arguments: [
        ([], "daybook needs a verb. See: daybook --help"),
        (["--json"], "daybook needs a verb. See: daybook --help"),
        (["retention"], "daybook retention needs one of: due. See: daybook retention --help"),
        (["histroy", "HW-1"], "There is no verb \"histroy\". Did you mean history? See: daybook --help"),
        (["frobnicate"], "There is no verb \"frobnicate\". See: daybook --help"),
        (
            ["--json", "--socket", "/s", "decison", "4"],
            "There is no verb \"decison\". Did you mean decision? See: daybook --help"
        ),
        (["history"], "Missing expected argument '<ref>'. See: daybook history --help"),
        (["history", "HW-1", "--jsn"], "Unknown option '--jsn'. Did you mean '--json'? See: daybook history --help"),
        (
            ["decision", "dn-0147"],
            "The value 'dn-0147' is invalid for '<position>': \"dn-0147\" is no entry's number; give the number in the first column of daybook decisions or daybook history. See: daybook decision --help"
        ),
        (
            ["visits", "HW-1", "--from", "2025-11-31"],
            "The value '2025-11-31' is invalid for '--from <day>': There is no day 2025-11-31 in the calendar. See: daybook visits --help"
        ),
        (["history", "HW-1", "--limit", "0"], "--limit needs a number from 1. See: daybook history --help"),
        (
            ["case", "HW-1", "--known-at", "2026-03-04", "--at-size", "5"],
            "Give --known-at or --at-size, not both. See: daybook case --help"
        ),
        (
            ["case", "HW-1", "--as-at", "soon"],
            "The value 'soon' is invalid for '--as-at <day>': \"soon\" is no day; write it as 2026-03-04. See: daybook case --help"
        ),
        (["post", "/nowhere/events.jsonl"], "/nowhere/events.jsonl cannot be read: No such file or directory."),
    ])
    func `says in one line what is wrong with how it was called, and ends with 2`(words: [String], line: String) async throws {
        let command = try await Command.run(words)
        #expect(command.status == 2)
        #expect(command.output.isEmpty)
        #expect(command.errors == "daybook: \(line)\n")
    }

    @Test(arguments: [
        ["history", "HW-1"], ["--json", "history", "HW-1"], ["decision", "4"], ["decisions"], ["status"], ["rebuild"],
        ["follow", "--after", "-1"], ["follow"],
    ])
    func `says in one line that the daemon is out of reach, and ends with 3`(words: [String]) async throws {
        let command = try await Command.run(words, environment: ["DAYBOOK_SOCKET": "/nowhere/s"])
        #expect(command.status == 3)
        #expect(command.output.isEmpty)
        #expect(command.complaints.count == 1)
        #expect(command.errors.hasPrefix("daybook: The daemon is out of reach: there is no socket at /nowhere/s."))
    }

    @Test func `takes its options before the verb and after it`() async throws {
        for words in [["--socket", "/n1/s", "status"], ["--socket=/n1/s", "status"], ["status", "--socket", "/n1/s"]] {
            let command = try await Command.run(words, environment: ["DAYBOOK_SOCKET": "/nowhere/s"])
            #expect(command.errors.contains("no socket at /n1/s"))
        }
    }

    @Test func `tells its version, and helps`() async throws {
        let version = try await Command.run(["--version"])
        #expect(version.output == "0.1.0\n")
        let help = try await Command.run(["--help"])
        #expect(help.status == 0)
        #expect(help.output.contains("Exit status: 0 done; 1 refused"))
    }

    @Test(arguments: [
        "post", "case", "history", "chronology", "decisions", "decision", "visits", "oversight", "person", "follow", "rebuild",
        "standards", "status",
    ])
    func `helps with each verb, with an example`(verb: String) async throws {
        let help = try await Command.run([verb, "--help"])
        #expect(help.status == 0)
        #expect(help.output.contains("For example"))
        #expect(help.output.contains("\n  daybook \(verb)") || help.output.contains("| daybook \(verb)"))
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `completes its words in a shell`(shell: String) async throws {
        let script = try await Command.run(["--generate-completion-script", shell])
        #expect(script.status == 0)
        #expect(script.output.contains("chronology"))
    }
}

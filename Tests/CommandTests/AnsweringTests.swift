import Foundation
import Testing

@Suite struct `A verb` {
    private func withServer(_ body: (String) async throws -> Void) async throws {
        try await AnsweringServer.run { socket, _ in try await body(socket) }
    }

    @Test func `shows people a page and programs the bytes`() async throws {
        try await withServer { socket in
            let page = try await Command.run(["--socket", socket, "history", "HW-1"])
            #expect(page.status == 0)
            #expect(page.errors.isEmpty)
            #expect(page.output.hasPrefix("History of case HW-1: 3 entries\n"))
            #expect(page.output.hasSuffix("(ledger size 3, root r…).\n"))
            let one = try await Command.run(["--socket", socket, "--json", "history", "HW-1", "--limit", "2"])
            #expect(one.output.hasPrefix("{ \"entries\" : ["))
            #expect(one.output.hasSuffix("\"next\" : \"2\" }\n"))
            let all = try await Command.run(["--socket", socket, "--json", "history", "HW-1"])
            #expect(all.output.contains("\"next\":null"))
            #expect(all.output.components(separatedBy: "\"position\"").count == 4)
        }
    }

    @Test func `fits the width it is told`() async throws {
        try await withServer { socket in
            for width in [50, 100, 140] {
                let page = try await Command.run(
                    ["--socket", socket, "history", "HW-1"], environment: ["COLUMNS": String(width)])
                let longest = page.output.split(separator: "\n").map(\.count).max() ?? 0
                #expect(longest <= width)
                #expect(longest > width - 30)
            }
        }
    }

    @Test func `says what the daemon does not know, and ends with 1`() async throws {
        try await withServer { socket in
            let command = try await Command.run(["--socket", socket, "case", "104234"])
            #expect(command.status == 1)
            #expect(command.output.isEmpty)
            #expect(command.errors == "daybook: There is no case 104234 in this ledger.\n")
        }
    }

    @Test(arguments: [["case", ""], ["history", ""], ["decisions", ""], ["extract", "", "--for", "court", "-o", "/nowhere"]])
    func `takes no empty reference`(words: [String]) async throws {
        try await withServer { socket in
            let command = try await Command.run(["--socket", socket] + words)
            #expect(command.status == 2)
            #expect(command.errors.contains("empty"))
        }
    }

    @Test func `gives programs the problem as the daemon told it`() async throws {
        try await withServer { socket in
            let command = try await Command.run(["--socket", socket, "--json", "case", "104234"])
            #expect(command.status == 1)
            #expect(command.output.hasPrefix("{\"type\":\"urn:daybook:problem:not-found\","))
            #expect(command.errors == "daybook: There is no case 104234 in this ledger.\n")
        }
    }

    @Test func `ends with 2 where the question cannot be asked so`() async throws {
        try await withServer { socket in
            let command = try await Command.run(["--socket", socket, "case", "HW-1", "--at-size", "99"])
            #expect(command.status == 2)
            #expect(command.errors == "daybook: at_size is beyond the ledger.\n")
        }
    }
}

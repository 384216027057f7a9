import JSON
import Support
import Synchronization

/// A small server that answers a few of the daemon's routes as the daemon would.
///
/// It runs in the tests' own process: what the command's process inherits from a server started beside it can keep both
/// waiting for each other.
final class AnsweringServer: Sendable {
    private static let basis = "\"basis\" : { \"size\" : 3, \"root\" : \"r\", \"recordedtime\" : \"2026-03-04T10:12:33Z\" }"
    private static let summary =
        "Visit to the family home, at which both children were seen alone, and the bedroom too. It was announced."

    private struct State {
        var posted: [String] = []
        /// How often it has said that it is too busy.
        var refusals = 0
    }

    private let state = Mutex(State())

    /// Runs `body` with the path of the server's socket, and of a directory to write in.
    static func run(_ body: (_ socket: String, _ directory: String) async throws -> Void) async throws {
        try await TemporaryDirectory.run { directory in
            let server = AnsweringServer()
            try await TinyServer.run(at: directory.path + "/s") { request, _ in
                // What is posted with "cut" is kept, and the answer never comes.
                let answer = server.answer(request)
                return request.contains("\"cut\"") ? .sayAndClose("") : .say([answer])
            } _: { tiny in
                try await body(tiny.path, directory.path)
            }
        }
    }

    private func answer(_ request: String) -> String {
        let words = request.prefix { !$0.isNewline }.split(separator: " ")
        guard words.count == 3 else { return TinyServer.answer("", status: "400 Bad Request") }
        if words[0] == "GET" { return get(String(words[1])) }
        let body = request.split(separator: "\r\n\r\n", maxSplits: 1).last.map(String.init) ?? ""
        let condition = request.contains("Daybook-Expected-Version: 7")
        return condition
            ? problem("409 Conflict", "version-conflict", "The subject is at version 8, not 7.") : post(body)
    }

    private func get(_ target: String) -> String {
        if target.contains("at_size=99") { return problem("400 Bad Request", "bad-query", "at_size is beyond the ledger.") }
        guard target.hasPrefix("/v1/cases/HW-1/history") else {
            return problem("404 Not Found", "not-found", "There is no case 104234 in this ledger.")
        }
        let entries = (0..<3).map {
            "{ \"position\" : \($0), \"time\" : \"2026-03-04\", \"actor\" : \"sw-1\", \"summary\" : \"\(Self.summary)\" }"
        }
        let isSecond = target.contains("cursor=2")
        let shown = isSecond ? entries[2...] : entries[..<2]
        let next = isSecond ? "null" : "\"2\""
        return TinyServer.answer("{ \"entries\" : [\(shown.joined(separator: ", "))], \(Self.basis), \"next\" : \(next) }")
    }

    private func post(_ body: String) -> String {
        guard let root = try? JSONDocument(Array(body.utf8)).root else {
            return problem("400 Bad Request", "invalid-json", "This is not JSON.")
        }
        let events = root.kind == .array ? Array(root.elements) : [root]
        let faults = events.enumerated().filter { $1["bad"] != nil }.map { index, _ in
            "{\"index\":\(index),\"pointer\":\"/data/x\",\"message\":\"Not a field of this type.\"}"
        }
        guard faults.isEmpty else {
            return problem(
                "422 Unprocessable Content", "invalid-event", "Something is wrong.",
                ",\"errors\":[\(faults.joined(separator: ","))]")
        }
        return state.withLock { state in
            if events.contains(where: { $0["busy"] != nil }), state.refusals < 2 {
                state.refusals += 1
                return TinyServer.answer(
                    "{\"detail\":\"Too much is waiting.\"}", status: "503 Service Unavailable", headers: "Retry-After: 1\r\n")
            }
            let results = events.map { event in
                let text = String(decoding: event.text, as: UTF8.self)
                let known = state.posted.firstIndex(of: text)
                if known == nil { state.posted.append(text) }
                return "{\"position\":\(known ?? state.posted.count - 1),\"duplicate\":\(known != nil)}"
            }
            let all = root.kind == .array ? "{\"results\":[\(results.joined(separator: ","))]}" : results[0]
            return TinyServer.answer(all, status: "201 Created")
        }
    }

    private func problem(_ status: String, _ slug: String, _ detail: String, _ more: String = "") -> String {
        TinyServer.answer(
            "{\"type\":\"urn:daybook:problem:\(slug)\",\"detail\":\"\(detail)\"\(more)}", status: status,
            type: "application/problem+json")
    }
}

import Client
import Support
import Synchronization
import SystemPackage
import Testing

@Suite struct `A client` {
    @Test func `sends what it is given, percent-encoded`() async throws {
        try await TemporaryDirectory.run { directory in
            try await TinyServer.run(at: directory.path + "/s") { _, _ in
                .say([TinyServer.answer("{}")])
            } _: { server in
                let client = DaybookClient(socketPath: server.path)
                let target = PercentEncoding.target(["v1", "cases", "A/B é", "history"])
                _ = try await client.get(target, query: [("from", "2026-01-01"), ("role", "team manager&c")])
                let request = server.requests.withLock { $0[0] }
                #expect(
                    request.hasPrefix(
                        "GET /v1/cases/A%2FB%20%C3%A9/history?from=2026-01-01&role=team%20manager%26c HTTP/1.1\r\n"))
                #expect(request.contains("\r\nHost: localhost"))
                await client.close()
            }
        }
    }

    @Test func `gives the answer as it was sent`() async throws {
        try await TemporaryDirectory.run { directory in
            let said = "HTTP/1.1 422 Unprocessable Content\r\nRetry-After: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
            let parts = [said, "3\r\n{\"a\r\n", "4\r\n\":1}\r\n", "0\r\n\r\n"]
            try await TinyServer.run(at: directory.path + "/s") { _, _ in
                .say(parts)
            } _: { server in
                let client = DaybookClient(socketPath: server.path)
                let answer = try await client.post("/v1/events", contentType: "application/json", body: Array("[1]".utf8))
                #expect(answer.status == 422)
                #expect(!answer.isSuccess)
                #expect(answer.header("retry-after") == "3")
                #expect(String(decoding: answer.body, as: UTF8.self) == "{\"a\":1}")
                let request = server.requests.withLock { $0[0] }
                #expect(request.contains("Content-Type: application/json\r\n"))
                #expect(request.hasSuffix("\r\n\r\n[1]"))
                await client.close()
            }
        }
    }

    @Test func `keeps its connection for the next request`() async throws {
        try await TemporaryDirectory.run { directory in
            try await TinyServer.run(at: directory.path + "/s") { _, _ in
                .say([TinyServer.answer("{}")])
            } _: { server in
                let client = DaybookClient(socketPath: server.path)
                for _ in 0..<5 { _ = try await client.get("/v1/status") }
                #expect(server.connections.withLock { $0 } == 1)
                #expect(server.requests.withLock { $0.count } == 5)
                await client.close()
            }
        }
    }

    @Test func `opens another connection when the daemon has closed the kept one`() async throws {
        try await TemporaryDirectory.run { directory in
            try await TinyServer.run(at: directory.path + "/s") { _, _ in
                .sayAndClose(TinyServer.answer("{}"))
            } _: { server in
                let client = DaybookClient(socketPath: server.path)
                for _ in 0..<5 {
                    let answer = try await client.get("/v1/status")
                    #expect(answer.status == 200)
                }
                await client.close()
            }
        }
    }

    @Test func `may be used from several tasks at once`() async throws {
        try await TemporaryDirectory.run { directory in
            let answer: @Sendable (String, Int) -> TinyServer.Move = { request, _ in
                .say([TinyServer.answer(String(request.prefix { !$0.isNewline }))])
            }
            try await TinyServer.run(at: directory.path + "/s", answer) { server in
                let client = DaybookClient(socketPath: server.path)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<50 {
                        group.addTask {
                            let body = try await client.get("/\(number)").body
                            #expect(String(decoding: body, as: UTF8.self) == "GET /\(number) HTTP/1.1")
                        }
                    }
                    try await group.waitForAll()
                }
                await client.close()
            }
        }
    }

    @Test func `says that there is no socket`() async throws {
        let client = DaybookClient(socketPath: "/nowhere/daybook.sock")
        await #expect(throws: ClientError.noSocket(path: "/nowhere/daybook.sock")) { try await client.get("/v1/status") }
    }

    @Test func `says that nobody listens`() async throws {
        try await TemporaryDirectory.run { directory in
            let path = directory.path + "/s"
            // As after a crash there is a file, and nobody behind it.
            try FileDescriptor.open(FilePath(path), .writeOnly, options: .create, permissions: .ownerReadWrite).close()
            let client = DaybookClient(socketPath: path)
            await #expect(throws: ClientError.refused(path: path)) { try await client.get("/v1/status") }
        }
    }

    @Test func `says that a path is too long for a socket`() async throws {
        let path = "/" + String(repeating: "x", count: 200)
        let client = DaybookClient(socketPath: path)
        await #expect(throws: ClientError.pathTooLong(path: path)) { try await client.get("/v1/status") }
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"])
    func `says that the daemon closed before its answer was whole`(said: String) async throws {
        try await TemporaryDirectory.run { directory in
            try await TinyServer.run(at: directory.path + "/s") { _, _ in
                .sayAndClose(said)
            } _: { server in
                let client = DaybookClient(socketPath: server.path)
                await #expect(throws: ClientError.closed(path: server.path)) { try await client.get("/v1/status") }
                await client.close()
            }
        }
    }

    @Test func `waits only so long`() async throws {
        try await TemporaryDirectory.run { directory in
            try await TinyServer.run(at: directory.path + "/s") { _, _ in
                .silence
            } _: { server in
                let client = DaybookClient(socketPath: server.path, timeouts: Timeouts(connectSeconds: 1, answerSeconds: 1))
                await #expect(throws: ClientError.timedOut(path: server.path, seconds: 1)) {
                    try await client.get("/v1/status")
                }
                await client.close()
            }
        }
    }

    @Test func `says that what answers is no daybookd`() async throws {
        try await TemporaryDirectory.run { directory in
            try await TinyServer.run(at: directory.path + "/s") { _, _ in
                .say(["220 mail ready\r\n"])
            } _: { server in
                let client = DaybookClient(socketPath: server.path)
                await #expect(throws: ClientError.badAnswer(path: server.path, reason: "the answer is not HTTP")) {
                    try await client.get("/v1/status")
                }
                await client.close()
            }
        }
    }
}

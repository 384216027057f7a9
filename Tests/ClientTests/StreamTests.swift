import Support
import Synchronization
import Testing

@testable import Client

@Suite struct `A stream of events` {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

    private static func chunk(_ text: String) -> String { String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n" }

    @Test func `gives each event, and ends with the stream`() async throws {
        try await TemporaryDirectory.run { directory in
            let parts = [
                Self.head, Self.chunk(": from 7\n\nid: 7\ndata: {\"a\":"), Self.chunk("1}\n\nid: 8\ndata: {}\n\n"), "0\r\n\r\n",
            ]
            try await TinyServer.run(at: directory.path + "/s") { _, _ in
                .say(parts)
            } _: { server in
                let client = DaybookClient(socketPath: server.path)
                var events: [ServerSentEvent] = []
                let refused = try await client.stream("/v1/events", lastEventID: "6") { events.append($0) }
                #expect(refused == nil)
                #expect(events.map(\.id) == ["7", "8"])
                #expect(events.map(\.data) == ["{\"a\":1}", "{}"])
                let request = server.requests.withLock { $0[0] }
                #expect(request.contains("\r\nLast-Event-ID: 6"))
                #expect(request.contains("Accept: text/event-stream"))
            }
        }
    }

    @Test func `gives the answer of a daemon that refuses`() async throws {
        try await TemporaryDirectory.run { directory in
            let answer = TinyServer.answer("{\"detail\":\"no\"}", status: "400 Bad Request", type: "application/problem+json")
            try await TinyServer.run(at: directory.path + "/s") { _, _ in
                .say([answer])
            } _: { server in
                let client = DaybookClient(socketPath: server.path)
                let refused = try await client.stream("/v1/events") { _ in Issue.record("there is no event") }
                #expect(refused?.status == 400)
                #expect(refused.map { Problem($0).detail } == "no")
            }
        }
    }

    @Test func `that breaks is told from one that ends`() async throws {
        try await TemporaryDirectory.run { directory in
            let broken = Self.head + Self.chunk("id: 1\ndata: x\n\n")
            try await TinyServer.run(at: directory.path + "/s") { _, _ in
                .sayAndClose(broken)
            } _: { server in
                let client = DaybookClient(socketPath: server.path)
                var ids: [String?] = []
                await #expect(throws: ClientError.closed(path: server.path)) {
                    _ = try await client.stream("/v1/events") { ids.append($0.id) }
                }
                #expect(ids == ["1"])
            }
        }
    }

    @Test func `cannot be had where there is no socket`() async throws {
        let client = DaybookClient(socketPath: "/nowhere/s")
        await #expect(throws: ClientError.noSocket(path: "/nowhere/s")) {
            _ = try await client.stream("/v1/events") { _ in }
        }
    }

    @Test(arguments: [1, 2, 3, 7, 1000])
    func `reads the same however its bytes are cut`(size: Int) {
        let text = "\u{FEFF}: hello\r\nid: 4\revent: new\r\ndata: one\r\ndata:two\n\nid\ndata: three\n\ndata: unfinished"
        let bytes = Array(text.utf8)
        var reader = ServerSentEventReader()
        var events: [ServerSentEvent] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            events += reader.read(bytes[start..<min(start + size, bytes.count)]) ?? []
        }
        #expect(
            events == [
                ServerSentEvent(id: "4", name: "new", data: "one\ntwo"),
                ServerSentEvent(id: "", name: "message", data: "three"),
            ])
    }

    @Test func `that does not begin is waited for no longer than an answer`() async throws {
        try await TemporaryDirectory.run { directory in
            try await TinyServer.run(at: directory.path + "/s") { _, _ in
                .silence
            } _: { server in
                let client = DaybookClient(
                    socketPath: server.path, timeouts: Timeouts(connectSeconds: 5, answerSeconds: 1))
                await #expect(throws: ClientError.timedOut(path: server.path, seconds: 1)) {
                    _ = try await client.stream("/v1/events") { _ in Issue.record("there is no event") }
                }
            }
        }
    }

    @Test func `that has begun may be silent for longer`() async throws {
        try await TemporaryDirectory.run { directory in
            try await TinyServer.run(at: directory.path + "/s") { _, _ in
                .say([Self.head])
            } _: { server in
                let client = DaybookClient(
                    socketPath: server.path, timeouts: Timeouts(connectSeconds: 5, answerSeconds: 1))
                let following = Task { try await client.stream("/v1/events") { _ in } }
                try await Task.sleep(for: .milliseconds(1_500))
                following.cancel()
                let ended = await following.result
                #expect(throws: CancellationError.self) { try ended.get() }
            }
        }
    }
}

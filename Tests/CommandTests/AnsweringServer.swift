import Foundation
import Support

/// A small server in Python that answers as the daemon would.
enum AnsweringServer {
    /// Runs `body` with the path of its socket, and of a directory to write in.
    static func run(_ body: (_ socket: String, _ directory: String) async throws -> Void) async throws {
        try await TemporaryDirectory.run { directory in
            let socket = directory.path + "/s"
            let server = Process()
            server.executableURL = URL(filePath: "/usr/bin/env")
            let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "Fixtures/answering_server.py").path
            server.arguments = ["python3", script, socket]
            try server.run()
            defer { server.terminate() }
            for _ in 0..<200 where !FileManager.default.fileExists(atPath: socket) {
                try await Task.sleep(for: .milliseconds(50))
            }
            try await body(socket, directory.path)
        }
    }
}

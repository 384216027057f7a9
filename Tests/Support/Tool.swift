import Foundation

/// Another program, run to its end.
public struct Tool: Sendable {
    public let status: Int32
    public let output: [UInt8]
    public let errors: [UInt8]

    /// Runs a program.
    ///
    /// Its streams are files, not pipes: a pipe's other end is inherited by whatever another test starts meanwhile, and who
    /// waits for its end waits for that as well. Nothing here blocks a thread that other tests need.
    public static func run(
        _ program: String, _ arguments: [String], input: [UInt8] = [], environment: [String: String]? = nil
    ) async throws -> Tool {
        try await TemporaryDirectory.run { directory in
            func file(_ name: String) -> URL { URL(filePath: directory.path).appending(path: name) }
            for name in ["in", "out", "err"] { try Data(name == "in" ? input : []).write(to: file(name)) }
            let process = Process()
            process.executableURL = URL(filePath: program)
            process.arguments = arguments
            if let environment { process.environment = environment }
            process.standardInput = try FileHandle(forReadingFrom: file("in"))
            process.standardOutput = try FileHandle(forWritingTo: file("out"))
            process.standardError = try FileHandle(forWritingTo: file("err"))
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                process.terminationHandler = { _ in continuation.resume() }
                do { try process.run() } catch { continuation.resume(throwing: error) }
            }
            return Tool(
                status: process.terminationStatus, output: Array(try Data(contentsOf: file("out"))),
                errors: Array(try Data(contentsOf: file("err"))))
        }
    }

    /// Runs a script of Tests/oracles with the Python that is first on the path.
    public static func oracle(_ script: String, _ arguments: [String], input: [UInt8] = []) async throws -> Tool {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../oracles/\(script)")
            .standardizedFileURL
        return try await run("/usr/bin/env", ["python3", path.path(percentEncoded: false)] + arguments, input: input)
    }

    /// Whether Python has the package.
    public static func pythonHas(_ package: String) async throws -> Bool {
        try await run("/usr/bin/env", ["python3", "-c", "import \(package)"]).status == 0
    }
}

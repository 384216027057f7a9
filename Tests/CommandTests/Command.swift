import Foundation
import Support

/// Runs the built command.
struct Command {
    let status: Int32
    let output: String
    let errors: String

    /// The programs are built into the directory that the tests run from.
    private static let program: URL = {
        let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "daybook")
        return FileManager.default.isExecutableFile(atPath: beside.path)
            ? beside : Bundle.main.bundleURL.appending(path: "daybook")
    }()

    /// - Parameters:
    ///   - input: what stands on standard input.
    ///   - environment: in addition to the tests' own.
    static func run(_ arguments: [String], input: String = "", environment: [String: String] = [:]) async throws -> Command {
        try await TemporaryDirectory.run { directory in
            // Files, not pipes: whoever waits on a pipe holds a thread that the other end may need.
            func file(_ name: String) -> URL { URL(filePath: directory.path).appending(path: name) }
            for name in ["in", "out", "err"] { try Data((name == "in" ? input : "").utf8).write(to: file(name)) }
            let process = Process()
            process.executableURL = program
            process.arguments = arguments
            process.environment = variables.merging(environment) { $1 }
            process.standardInput = try FileHandle(forReadingFrom: file("in"))
            process.standardOutput = try FileHandle(forWritingTo: file("out"))
            process.standardError = try FileHandle(forWritingTo: file("err"))
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                process.terminationHandler = { _ in continuation.resume() }
                do { try process.run() } catch { continuation.resume(throwing: error) }
            }
            return Command(
                status: process.terminationStatus, output: String(decoding: try Data(contentsOf: file("out")), as: UTF8.self),
                errors: String(decoding: try Data(contentsOf: file("err")), as: UTF8.self))
        }
    }

    /// Without what would change the answers.
    private static var variables: [String: String] {
        ProcessInfo.processInfo.environment.filter { !["DAYBOOK_SOCKET", "COLUMNS"].contains($0.key) }
    }

    /// Lines on standard error.
    var complaints: [Substring] { errors.split(separator: "\n") }
}

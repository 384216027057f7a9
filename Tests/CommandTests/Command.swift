import Foundation
import Support

/// Runs the built command.
struct Command {
    let status: Int32
    let output: String
    let errors: String

    /// The programs are built into the directory that the tests run from.
    static let program: URL = {
        let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "daybook")
        return FileManager.default.isExecutableFile(atPath: beside.path)
            ? beside : Bundle.main.bundleURL.appending(path: "daybook")
    }()

    /// - Parameters:
    ///   - input: what stands on standard input.
    ///   - environment: in addition to the tests' own.
    ///   - program: another program to run.
    static func run(
        _ arguments: [String], input: String = "", environment: [String: String] = [:], program: URL = program
    ) async throws -> Command {
        let tool = try await Tool.run(
            program.path, arguments, input: Array(input.utf8), environment: variables.merging(environment) { $1 })
        return Command(
            status: tool.status, output: String(decoding: tool.output, as: UTF8.self),
            errors: String(decoding: tool.errors, as: UTF8.self))
    }

    /// Without what would change the answers.
    private static var variables: [String: String] {
        ProcessInfo.processInfo.environment.filter { !["DAYBOOK_SOCKET", "COLUMNS"].contains($0.key) }
    }

    /// Lines on standard error.
    var complaints: [Substring] { errors.split(separator: "\n") }
}

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A directory of a test's own, removed after it.
public struct TemporaryDirectory: Sendable {
    /// The directory's path.
    public let path: String

    init(path: String) { self.path = path }

    /// A directory inside another temporary one, removed with it.
    public init(at path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        self.init(path: path)
    }

    /// Runs `body` with a new directory.
    public static func run<Result>(_ body: (TemporaryDirectory) async throws -> Result) async throws -> Result {
        let path = FileManager.default.temporaryDirectory.appending(path: "daybook-\(UUID().uuidString)").path(
            percentEncoded: false)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(TemporaryDirectory(path: path))
    }
}

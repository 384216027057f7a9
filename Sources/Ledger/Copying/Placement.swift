import Posix
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Puts a ledger in place as a whole, or not at all: it is made under another name beside its place.
struct Placement {
    private let directory: String

    /// - Parameter directory: absent or empty; it stays so until the ledger gets its name.
    /// - Throws: `LedgerError.exists`, `.occupied`.
    init(_ directory: String) throws {
        guard !FileManager.default.fileExists(atPath: directory + "/log/data.mdb") else {
            throw LedgerError.exists(directory: directory)
        }
        let names = try? FileManager.default.contentsOfDirectory(atPath: directory)
        guard names?.isEmpty ?? !FileManager.default.fileExists(atPath: directory) else {
            throw LedgerError.occupied(directory: directory)
        }
        // Without a slash at its end, so that the other name stands beside it and not within.
        self.directory = FilePath(directory).string
    }

    /// - Parameter body: makes the ledger in the directory it is given, and answers once it is checked.
    /// - Throws: `LedgerError.beingMade` where another process is making one there.
    func make<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let left = try DirectoryHold(making, of: directory)
        let making = try NewDirectory(replacing: making)
        let hold = try DirectoryHold(making.path, of: directory)
        defer { withExtendedLifetime((left, hold)) {} }
        do {
            let result = try await body(making.path)
            try DurableFile.sync(making.path)
            try rename(making.path, to: directory)
            try DurableFile.sync(DurableFile.parent(of: directory))
            return result
        } catch {
            making.remove()
            throw LedgerCopy.inWords(error, directory)
        }
    }

    private var making: String { directory + ".making" }

    /// Removes what was made beside the place, where the process that made it crashed.
    static func clear(_ directory: String) { try? FileManager.default.removeItem(atPath: FilePath(directory).string + ".making") }
}

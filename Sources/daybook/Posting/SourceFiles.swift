import Import

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Files that are handed to an import whole.
enum SourceFiles {
    /// The files named, and every CSV file within the directories named.
    static func read(_ paths: [String]) throws -> [SourceFile] {
        try paths.flatMap(files).map { path, name in
            guard let contents = FileManager.default.contents(atPath: path) else {
                throw Failure(Failure.usage, "\(path) cannot be read.")
            }
            return SourceFile(name: name, bytes: Array(contents))
        }
    }

    /// Where the files are, and what reports call them: their path from the directory named on, and its own name.
    private static func files(_ path: String) throws -> [(path: String, name: String)] {
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw Failure(Failure.usage, "\(path) cannot be read: No such file or directory.")
        }
        guard isDirectory else { return [(path, path)] }
        let base = path.hasSuffix("/") ? path : path + "/"
        let found = try FileManager.default.subpathsOfDirectory(atPath: path).filter { $0.lowercased().hasSuffix(".csv") }
        guard !found.isEmpty else { throw Failure(Failure.usage, "There is no CSV file in \(path).") }
        let folder = base.split(separator: "/").last.map { $0 == "." || $0 == ".." ? "" : "\($0)/" } ?? ""
        return found.sorted().map { (base + $0, folder + $0) }
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        do {
            try Data(bytes).write(to: URL(filePath: path))
        } catch {
            throw Failure(Failure.usage, "\(path) cannot be written.")
        }
    }
}

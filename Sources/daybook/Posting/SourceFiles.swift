import Import

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Files that are handed to an import.
enum SourceFiles {
    /// The files named, and every file of one kind within the directories named, whole.
    ///
    /// - Parameter ending: that of files of the kind, such as `csv`.
    static func read(_ paths: [String], ending: String) throws -> [SourceFile] {
        try paths.flatMap { try files($0, ending: ending) }.map { path, name in
            guard let contents = FileManager.default.contents(atPath: path) else {
                throw Failure(Failure.usage, "\(path) cannot be read.")
            }
            return SourceFile(name: name, bytes: Array(contents))
        }
    }

    /// The same files, opened, to be read piece by piece.
    static func open(_ paths: [String], ending: String) throws -> [OpenFile] {
        try paths.flatMap { try files($0, ending: ending) }.map { try OpenFile($0.path, name: $0.name) }
    }

    /// Where the files are, and what reports call them: their path from the directory named on, and its own name.
    private static func files(_ path: String, ending: String) throws -> [(path: String, name: String)] {
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw Failure(Failure.usage, "\(path) cannot be read: No such file or directory.")
        }
        guard isDirectory else { return [(path, path)] }
        let base = path.hasSuffix("/") ? path : path + "/"
        let found = try FileManager.default.subpathsOfDirectory(atPath: path).filter { $0.lowercased().hasSuffix("." + ending) }
        guard !found.isEmpty else { throw Failure(Failure.usage, "There is no \(ending.uppercased()) file in \(path).") }
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

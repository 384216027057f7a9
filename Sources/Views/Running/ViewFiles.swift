#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The files beside the views' environment: whether its unflushed pages can be trusted.
enum ViewFiles {
    /// Whether the machine has stopped, without a clean end, since the views were opened last.
    static func isUntrusted(in directory: String, boot: String) throws -> Bool {
        guard FileManager.default.fileExists(atPath: directory + "/data.mdb") else { return false }
        guard let note = FileManager.default.contents(atPath: path(directory)) else { return true }
        let words = String(decoding: note, as: UTF8.self).split(separator: " ")
        return words.count != 2 || (words[0] != boot && words[1] != "clean")
    }

    static func mark(in directory: String, boot: String, clean: Bool) throws {
        try Data("\(boot) \(clean ? "clean" : "open")".utf8).write(to: URL(filePath: path(directory)), options: .atomic)
    }

    static func remove(in directory: String) throws {
        for name in ["data.mdb", "lock.mdb", "boot"] where FileManager.default.fileExists(atPath: directory + "/" + name) {
            try FileManager.default.removeItem(atPath: directory + "/" + name)
        }
    }

    private static func path(_ directory: String) -> String { directory + "/boot" }
}

public import JSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The files under `schemas/`, which are published and enforced as they stand.
public struct PublishedFiles: Sendable {
    /// The directory that holds `event.json`.
    public let directory: String

    /// Why the files cannot be used, and what to do about it.
    public struct Trouble: Error, CustomStringConvertible {
        public let description: String
    }

    /// Looks where the variable DAYBOOK_SCHEMAS says, then in `share/daybook/schemas` beside the program's `bin`, then in
    /// the source tree the program was built in.
    ///
    /// - Parameter program: the path of the running program.
    public static func find(program: String, environment: [String: String]) throws(Trouble) -> PublishedFiles {
        if let directory = environment["DAYBOOK_SCHEMAS"] { return PublishedFiles(directory: directory) }
        var folder = URL(filePath: program).resolvingSymlinksInPath().deletingLastPathComponent()
        let installed = folder.deletingLastPathComponent().appending(path: "share/daybook/schemas").path(percentEncoded: false)
        if isThere(installed) { return PublishedFiles(directory: installed) }
        while folder.pathComponents.count > 1 {
            let candidate = folder.appending(path: "schemas").path(percentEncoded: false)
            if isThere(candidate) { return PublishedFiles(directory: candidate) }
            folder = folder.deletingLastPathComponent()
        }
        throw Trouble(
            description:
                "the schemas are not found beside the program; set DAYBOOK_SCHEMAS to the directory that holds event.json")
    }

    private static func isThere(_ directory: String) -> Bool { FileManager.default.fileExists(atPath: directory + "/event.json") }

    /// The bytes of a file, by its path within the directory.
    public func bytes(_ name: String) throws(Trouble) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: directory + "/" + name) else {
            throw Trouble(description: "\(directory)/\(name) cannot be read; install daybook's schemas again")
        }
        return Array(data)
    }

    /// A file as JSON, by its path within the directory.
    public func json(_ name: String) throws(Trouble) -> JSONValue {
        let bytes = try bytes(name)
        do { return try JSONDocument(bytes).root } catch {
            throw Trouble(description: "\(directory)/\(name) is no JSON: \(error.reason), at byte \(error.offset)")
        }
    }

    /// The schema of each published type of event, by the type's name.
    public func eventSchemas() throws(Trouble) -> [String: JSONValue] {
        var schemas: [String: JSONValue] = [:]
        for name in try names(in: "events", ending: ".json") {
            schemas[String(name.dropLast(".json".count))] = try json("events/\(name)")
        }
        return schemas
    }

    /// The names of the files in a folder within the directory that end so, sorted.
    public func names(in folder: String, ending: String) throws(Trouble) -> [String] {
        guard let found = try? FileManager.default.contentsOfDirectory(atPath: directory + "/" + folder) else {
            throw Trouble(description: "\(directory)/\(folder) cannot be read; install daybook's schemas again")
        }
        return found.filter { $0.hasSuffix(ending) }.sorted()
    }
}

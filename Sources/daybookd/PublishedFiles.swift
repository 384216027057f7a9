import JSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The files under `schemas/`, which are published and enforced as they stand.
struct PublishedFiles {
    /// The directory that holds `event.json`.
    let directory: String

    /// Looks where the variable DAYBOOK_SCHEMAS says, then in `share/daybook/schemas` beside the program's `bin`, then in
    /// the source tree the program was built in.
    static func find(program: String, environment: [String: String]) throws -> PublishedFiles {
        if let directory = environment["DAYBOOK_SCHEMAS"] { return PublishedFiles(directory: directory) }
        var folder = URL(filePath: program).resolvingSymlinksInPath().deletingLastPathComponent()
        let installed = folder.deletingLastPathComponent().appending(path: "share/daybook/schemas").path(percentEncoded: false)
        if isThere(installed) { return PublishedFiles(directory: installed) }
        while folder.pathComponents.count > 1 {
            let candidate = folder.appending(path: "schemas").path(percentEncoded: false)
            if isThere(candidate) { return PublishedFiles(directory: candidate) }
            folder = folder.deletingLastPathComponent()
        }
        throw StartError(
            "the schemas are not found beside the program; set DAYBOOK_SCHEMAS to the directory that holds event.json")
    }

    private static func isThere(_ directory: String) -> Bool { FileManager.default.fileExists(atPath: directory + "/event.json") }

    func bytes(_ name: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: directory + "/" + name) else {
            throw StartError("\(directory)/\(name) cannot be read; install daybook's schemas again")
        }
        return Array(data)
    }

    func json(_ name: String) throws -> JSONValue {
        do { return try JSONDocument(try bytes(name)).root } catch let error as JSONError {
            throw StartError("\(directory)/\(name) is no JSON: \(error.reason), at byte \(error.offset)")
        }
    }
}

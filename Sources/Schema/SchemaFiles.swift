import FoundationEssentials
import JSON

/// The only place of this target that touches files.
enum SchemaFiles {
    /// The names of the JSON files in a directory, sorted.
    static func list(_ directory: String, as shown: String) throws(SchemaError) -> [String] {
        guard let entries = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw SchemaError(file: shown, pointer: "", message: "no directory of schemas can be read at \(directory)")
        }
        return entries.filter { $0.hasSuffix(".json") }.sorted()
    }

    /// The JSON in a file.
    ///
    /// - Parameter file: the name that errors give.
    static func read(_ path: String, as file: String) throws(SchemaError) -> JSONValue {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw SchemaError(file: file, pointer: "", message: "this file cannot be read at \(path)")
        }
        do throws(JSONError) {
            return try JSONDocument(Array(bytes)).root
        } catch {
            throw SchemaError(file: file, pointer: "", message: "this is no JSON: \(error.reason), at byte \(error.offset)")
        }
    }
}

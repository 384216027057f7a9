/// Files that the command writes and reads whole.
enum WholeFile {
    /// Writes a file, in the place of one that may be there.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let file = try OutputFile(path)
        try file.write(bytes)
        try file.finish()
    }

    /// Bytes of a file that is read whole.
    static let limit = 64 << 20

    /// Reads a file; `-` is standard input.
    static func read(_ path: String) async throws -> [UInt8] {
        let file = try InputFile(path)
        defer { file.close() }
        var bytes: [UInt8] = []
        while let part = try await file.next() {
            bytes += part
            guard bytes.count <= limit else {
                throw Failure(
                    Failure.refused, "\(file.name) is longer than \(limit >> 20) MiB, and so nothing that belongs here.")
            }
        }
        return bytes
    }

    /// Reads a signed text, which ends with one line feed, however many a program like jq has put behind it.
    static func note(_ path: String) async throws -> String {
        var text = try await text(path)
        while text.hasSuffix("\n\n") { text.removeLast() }
        return text
    }

    /// Reads a text.
    static func text(_ path: String) async throws -> String {
        guard let text = String(validating: try await read(path), as: UTF8.self) else {
            throw Failure(Failure.refused, "\(path) is no text in UTF-8.")
        }
        return text
    }
}

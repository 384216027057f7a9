/// A file that is read as a whole.
enum SmallFile {
    /// Bytes of such a file at most.
    static let limit = 1 << 20

    /// The text of a file.
    ///
    /// - Throws: `Failure`, with what to do.
    static func text(_ path: String) async throws -> String {
        let file = try InputFile(path)
        defer { file.close() }
        var bytes: [UInt8] = []
        while let next = try await file.next() {
            bytes += next
            guard bytes.count <= limit else {
                throw Failure(Failure.usage, "\(path) has more than \(limit) bytes; is it the right file?")
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(Failure.usage, "\(path) is no text; is it the right file?")
        }
        return text
    }
}

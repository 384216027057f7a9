import Crypto
import Events

/// A file that is read piece by piece, and once. Who opens it decides where it lies; an importer sees its name and bytes.
public struct ByteSource {
    /// What reports call it.
    public let name: String
    private let read: (Int) throws -> [UInt8]

    /// - Parameter read: gives the next bytes, at most as many as it is asked for; none at the end.
    public init(name: String, read: @escaping (Int) throws -> [UInt8]) {
        self.name = name
        self.read = read
    }

    /// A file that is in memory.
    public init(_ file: SourceFile) {
        var at = 0
        self.init(name: file.name) { most in
            let piece = file.bytes[at..<min(file.bytes.count, at + most)]
            at += piece.count
            return Array(piece)
        }
    }

    /// The same bytes, with their digest taken on the way.
    func digested() -> DigestedSource { DigestedSource(read) }
}

/// Reads a source and digests what it reads.
final class DigestedSource {
    private let source: (Int) throws -> [UInt8]
    private var hash = SHA256()
    private var isAtEnd = false

    init(_ source: @escaping (Int) throws -> [UInt8]) { self.source = source }

    func read(_ most: Int) throws -> [UInt8] {
        let bytes = try source(most)
        if bytes.isEmpty { isAtEnd = true } else { hash.update(data: bytes) }
        return bytes
    }

    /// SHA-256 of the whole file, in hexadecimal; reads what nobody has read. Nil where that cannot be done.
    func finish() -> String? {
        while !isAtEnd { guard (try? read(1 << 20)) != nil else { return nil } }
        return hexadecimal(hash.finalize())
    }
}

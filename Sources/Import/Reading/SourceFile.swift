import Crypto
import Events

/// One file handed to an importer. Who reads it from disk decides which; an importer sees names and bytes only.
public struct SourceFile: Sendable {
    /// Name with as many of its folders as are needed to tell what it is, such as `returns/2017-episodes.csv` or
    /// `2017/episodes.csv`. Only the last two parts are looked at, and reports show the name as given.
    public let name: String
    public let bytes: [UInt8]

    /// SHA-256 of its bytes, in hexadecimal: what an import is recorded with.
    public var sha256: String { hexadecimal(SHA256.hash(data: bytes)) }

    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

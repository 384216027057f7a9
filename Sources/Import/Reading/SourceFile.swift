/// One file handed to an importer. Who reads it from disk decides which; an importer sees names and bytes only.
public struct SourceFile: Sendable {
    /// Name with as many of its folders as are needed to tell what it is, such as `returns/2017-episodes.csv` or
    /// `2017/episodes.csv`. Only the last two parts are looked at, and reports show the name as given.
    public let name: String
    public let bytes: [UInt8]

    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

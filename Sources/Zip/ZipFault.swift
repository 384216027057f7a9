/// Why an archive, or a file in it, cannot be read.
public struct ZipFault: Error, Sendable, Equatable {
    /// In words, without a full stop.
    public let reason: String

    public init(_ reason: String) { self.reason = reason }
}

/// What an archive may ask of its reader: small files that grow without end when they are unpacked are refused.
public struct ZipLimits: Sendable {
    /// Files in one archive.
    public var entries = 4_096
    /// Bytes of one file when it is unpacked.
    public var entryBytes = 512 << 20
    /// Bytes unpacked of one archive in all.
    public var allBytes = 1 << 30

    public init() {}
}

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a log says of itself at one size, in the form of C2SP tlog-checkpoint.
public struct Checkpoint: Sendable, Equatable {
    /// The log's name.
    public let origin: String
    public let size: UInt64
    public let root: TreeHash

    public init(origin: String, size: UInt64, root: TreeHash) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Three lines: origin, size in decimal, root in base64.
    public var text: String { "\(origin)\n\(size)\n\(Data(root.array).base64EncodedString())\n" }

    /// Reads `text`; nil for anything else. Further lines are extensions, and are passed over.
    public init?(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, lines.last == "", !lines[0].isEmpty, let size = UInt64(lines[1]), String(size) == lines[1],
            let bytes = Data(base64Encoded: String(lines[2])), let root = TreeHash(bytes)
        else { return nil }
        self.init(origin: String(lines[0]), size: size, root: root)
    }
}

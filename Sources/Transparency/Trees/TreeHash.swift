import Spans

/// A node of an RFC 6962 Merkle tree: 32 bytes of SHA-256.
public struct TreeHash: Sendable {
    public private(set) var bytes: [32 of UInt8]

    public static let length = 32

    /// Nil unless there are 32 bytes.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = .init(repeating: 0)
        var at = 0
        for byte in bytes {
            self.bytes[at] = byte
            at += 1
        }
    }

    /// The 32 bytes from `start` on; nil where there are fewer. Whole ledgers are read through this: nothing generic here.
    public init?(_ array: [UInt8], from start: Int) {
        guard start >= 0, start + Self.length <= array.count else { return nil }
        bytes = .init(repeating: 0)
        for at in 0..<Self.length { bytes[at] = array[start + at] }
    }

    /// Whether the 32 bytes from `start` on are this hash.
    public func stands(in array: [UInt8], at start: Int) -> Bool {
        guard start >= 0, start + Self.length <= array.count else { return false }
        for at in 0..<Self.length where bytes[at] != array[start + at] { return false }
        return true
    }

    private init(hash: [32 of UInt8]) { bytes = hash }

    /// The hash of the tree without leaves: SHA-256 of nothing.
    public static let empty: TreeHash = {
        let nothing: [UInt8] = []
        return TreeHash(hash: Hash.of(nothing.span, nothing.span))
    }()

    /// The hash of a leaf: SHA-256 of a zero byte and the entry (RFC 6962, section 2.1).
    public static func leaf(_ entry: [UInt8]) -> TreeHash { leaf(entry.span) }

    /// The same of an entry where it stands.
    public static func leaf(_ entry: Span<UInt8>) -> TreeHash { TreeHash(hash: Hash.of(0, entry)) }

    /// The hash of a node: SHA-256 of a one byte and both children (RFC 6962, section 2.1).
    public static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        TreeHash(hash: Hash.of(1, left.bytes, right.bytes))
    }

    /// Appends the 32 bytes.
    public func append(to array: inout [UInt8]) { for at in 0..<Self.length { array.append(bytes[at]) } }

    /// The 32 bytes.
    public var array: [UInt8] {
        var array: [UInt8] = []
        array.reserveCapacity(Self.length)
        append(to: &array)
        return array
    }
}

extension TreeHash: Hashable {
    public static func == (a: TreeHash, b: TreeHash) -> Bool {
        for at in 0..<length where a.bytes[at] != b.bytes[at] { return false }
        return true
    }

    public func hash(into hasher: inout Hasher) { for at in 0..<8 { hasher.combine(bytes[at]) } }
}

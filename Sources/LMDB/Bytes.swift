internal import CLMDB

/// Bytes and numbers in the form keys have: big-endian, so that the order of keys is the order of numbers.
extension Array where Element == UInt8 {
    /// Eight bytes, the most significant first.
    package init(bigEndian value: UInt64) {
        func byte(_ shift: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: value >> shift) }
        self = [byte(56), byte(48), byte(40), byte(32), byte(24), byte(16), byte(8), byte(0)]
    }

    /// Appends eight bytes, the most significant first.
    package mutating func append(bigEndian value: UInt64) {
        unsafe Swift.withUnsafeBytes(of: value.bigEndian) { unsafe append(contentsOf: $0) }
    }

    /// A copy of a view of the map.
    package init(copying span: Span<UInt8>) {
        self = unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
    }
}

extension Span where Element == UInt8 {
    /// The number that eight bytes from `offset` say, the most significant first; nil where there are fewer.
    package func bigEndian(at offset: Int) -> UInt64? {
        guard offset >= 0, offset + 8 <= count else { return nil }
        return unsafe withUnsafeBytes { unsafe UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
    }

    /// Asks the processor for the bytes that stand a page behind these. Pages that follow each other in a table mostly follow each
    /// other in the file, and no processor fetches across pages by itself.
    package func fetchNextPage() {
        unsafe withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            unsafe daybook_fetch_ahead(start + 4096, Swift.min(bytes.count, 4096))
        }
    }

    /// Whether the bytes begin with `prefix`.
    package func starts(with prefix: [UInt8]) -> Bool {
        guard count >= prefix.count else { return false }
        for at in 0..<prefix.count where self[at] != prefix[at] { return false }
        return true
    }
}

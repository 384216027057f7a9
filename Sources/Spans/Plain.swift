internal import Glibc

/// How many double quotes a text has; nil where there is a byte in it that is not printable ASCII, or a backslash.
package func quotesInPlainText(_ text: Span<UInt8>) -> Int? {
    unsafe text.withUnsafeBytes { text in
        var found = PlainLanes()
        var at = 0
        while at + PlainLanes.count <= text.count {
            // As many rows as a lane can count.
            let end = min(text.count - PlainLanes.count + 1, at + PlainLanes.count * 255)
            found.startCount()
            while at < end {
                found.look(at: unsafe text.loadUnaligned(fromByteOffset: at, as: PlainLanes.Row.self))
                at += PlainLanes.count
            }
            found.endCount()
        }
        while at < text.count {
            found.look(at: unsafe text[at])
            at += 1
        }
        return found.isPlain ? found.quotes : nil
    }
}

/// Looks at sixteen bytes at once, each in a lane of its own.
private struct PlainLanes {
    /// As signed numbers, of which all that is not ASCII is below zero.
    typealias Row = SIMD16<Int8>
    static let count = Row.scalarCount

    private(set) var quotes = 0
    private var counted = Row()
    /// Set once there was something else than plain text.
    private var others = SIMDMask<Row.MaskStorage>(repeating: false)
    private var hasOther = false

    private static let quote = Int8(0x22)
    private static let backslash = Int8(0x5C)
    private static let space = Int8(0x20)
    private static let delete = Int8(0x7F)

    var isPlain: Bool { !hasOther && !any(others) }

    mutating func startCount() { counted = Row() }

    mutating func look(at row: Row) {
        counted &+= Row().replacing(with: Row(repeating: 1), where: row .== Self.quote)
        others .|= (row .< Self.space) .| (row .== Self.backslash) .| (row .== Self.delete)
    }

    mutating func look(at byte: UInt8) {
        let byte = Int8(bitPattern: byte)
        if byte == Self.quote { quotes += 1 }
        if byte < Self.space || byte == Self.backslash || byte == Self.delete { hasOther = true }
    }

    mutating func endCount() {
        for lane in counted.indices { quotes += Int(UInt8(bitPattern: counted[lane])) }
    }
}

/// Where a byte stands first, from `start` on; nil where it does not.
package func firstPlace(of byte: UInt8, in bytes: Span<UInt8>, from start: Int) -> Int? {
    guard start >= 0, start < bytes.count else { return nil }
    return unsafe bytes.withUnsafeBytes { bytes in
        guard let base = bytes.baseAddress, let found = unsafe memchr(base + start, CInt(byte), bytes.count - start) else {
            return nil
        }
        return unsafe UnsafeRawPointer(found) - base
    }
}

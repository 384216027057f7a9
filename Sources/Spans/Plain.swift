internal import Glibc

/// How many double quotes a text has; nil where there is a byte in it that is not printable ASCII, or a backslash.
package func quotesInPlainText(_ text: Span<UInt8>) -> Int? {
    unsafe text.withUnsafeBytes { text in
        var found = PlainWords()
        var at = 0
        while at + PlainWords.length <= text.count {
            // As many rows as a byte can count.
            let end = min(text.count - PlainWords.length + 1, at + PlainWords.length * 255)
            var part = PlainWords()
            while at < end {
                part.look(at: unsafe text.loadUnaligned(fromByteOffset: at, as: PlainWords.Row.self))
                at += PlainWords.length
            }
            found.quotes &+= part.sums
            found.others |= part.others
        }
        guard found.arePlain else { return nil }
        var count = Int(found.quotes.wrappedSum())
        while at < text.count {
            let byte = unsafe text[at]
            if byte == UInt8(ascii: "\"") { count += 1 }
            if byte < 0x20 || byte > 0x7E || byte == UInt8(ascii: "\\") { return nil }
            at += 1
        }
        return count
    }
}

/// Looks at rows of bytes at once, each byte a lane of a word. Numbers are added and compared by their bits alone, as Swift compares
/// the lanes of a vector one after the other.
private struct PlainWords {
    typealias Row = SIMD4<UInt64>
    /// Bytes of a row.
    static let length = Row.scalarCount * 8

    /// In each lane, how often it was a quote.
    var quotes = Row()
    /// The high bit of a lane is set once it was something else than plain. Where one is, those above it may be set as well.
    var others = Row()

    private static let highBits = Row(repeating: 0x8080_8080_8080_8080)
    private static let ones = Row(repeating: 0x0101_0101_0101_0101)
    private static let spaces = ones &* 0x20
    private static let quote = ones &* 0x22
    private static let backslash = ones &* 0x5C

    mutating func look(at row: Row) {
        // A lane of plain text is below 0x80: a sum with 0x7F reaches the high bit if it is not zero, and no further.
        let quote = row ^ Self.quote
        quotes &+= (((quote &+ ~Self.highBits) & Self.highBits) &>> 7) ^ Self.ones
        let backslash = row ^ Self.backslash
        others |= row | (row &+ Self.ones) | (row &- Self.spaces) | (backslash &- Self.ones)
    }

    var arePlain: Bool { others & Self.highBits == Row() }

    /// Over the lanes of each word.
    var sums: Row { (0..<8).reduce(Row()) { $0 &+ (quotes &>> (8 * UInt64($1))) & 0xFF } }
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

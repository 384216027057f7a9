internal import Glibc

/// How many double quotes a text has; nil where there is a byte in it that is not printable ASCII, or a backslash.
package func quotesInPlainText(_ text: Span<UInt8>) -> Int? {
    unsafe text.withUnsafeBytes { text in
        var found = PlainWords()
        var at = 0
        while at + 8 <= text.count {
            // As many words as a byte can count.
            let end = min(text.count - 7, at + 8 * 255)
            var part = PlainWords()
            while at < end {
                part.look(at: unsafe text.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                at += 8
            }
            found.quotes += part.sum
            found.others |= part.others
        }
        guard found.others & PlainWords.highBits == 0 else { return nil }
        var count = Int(found.quotes)
        while at < text.count {
            let byte = unsafe text[at]
            if byte == UInt8(ascii: "\"") { count += 1 }
            if byte < 0x20 || byte > 0x7E || byte == UInt8(ascii: "\\") { return nil }
            at += 1
        }
        return count
    }
}

/// Looks at eight bytes at once, each a lane of a word.
private struct PlainWords {
    /// In each lane, how often it was a quote.
    var quotes: UInt64 = 0
    /// The high bit of a lane is set once it was something else than plain. Where one is, those above it may be set as well.
    var others: UInt64 = 0

    static let highBits: UInt64 = 0x8080_8080_8080_8080
    private static let ones: UInt64 = 0x0101_0101_0101_0101

    mutating func look(at word: UInt64) {
        // A lane of plain text is below 0x80: a sum with 0x7F reaches the high bit if it is not zero, and no further.
        let quote = word ^ Self.ones &* 0x22
        quotes &+= (((quote &+ ~Self.highBits) & Self.highBits) >> 7) ^ Self.ones
        let backslash = word ^ Self.ones &* 0x5C
        others |= word | (word &+ Self.ones) | (word &- Self.ones &* 0x20) | (backslash &- Self.ones)
    }

    /// Over the lanes.
    var sum: UInt64 { (0..<8).reduce(0) { $0 + quotes >> (8 * UInt64($1)) & 0xFF } }
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

import Spans

/// Whether a text is some SHA-256 in lower-case hexadecimal. A header's digests are written without a look at their letters, so what is
/// read as one must be one.
func isDigest(_ text: Span<UInt8>) -> Bool {
    guard text.count == 2 * Hash.length else { return false }
    for at in text.indices where !isHexadecimalDigit(text[at]) { return false }
    return true
}

/// Whether it is a digit of a number in lower-case hexadecimal.
func isHexadecimalDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
}

import Spans

/// Whether a text is some SHA-256 in lower-case hexadecimal. A header's digests are written without a look at their letters, so what is
/// read as one must be one.
func isDigest(_ text: Span<UInt8>) -> Bool {
    guard text.count == 2 * Hash.length else { return false }
    var others = 0
    for at in text.indices {
        let isDigit = text[at] &- UInt8(ascii: "0") < 10
        let isLetter = text[at] &- UInt8(ascii: "a") < 6
        others += isDigit || isLetter ? 0 : 1
    }
    return others == 0
}

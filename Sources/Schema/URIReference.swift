/// Whether `text` is a URI reference as RFC 3986 section 4.1 has it.
func isURIReference(_ text: Span<UInt8>) -> Bool {
    let hash = first(UInt8(ascii: "#"), in: text) ?? text.count
    let mark = first(UInt8(ascii: "?"), in: text.extracting(0..<hash)) ?? hash
    guard isWritten(text, from: hash + 1, to: text.count, Characters.query),
        isWritten(text, from: mark + 1, to: hash, Characters.query)
    else { return false }
    var at = 0
    let slash = first(UInt8(ascii: "/"), in: text.extracting(0..<mark)) ?? mark
    if let colon = first(UInt8(ascii: ":"), in: text.extracting(0..<slash)) {
        // A first segment with a colon would read as a scheme, so it must be one.
        guard isScheme(text.extracting(0..<colon)) else { return false }
        at = colon + 1
    }
    if at + 1 < mark, text[at] == UInt8(ascii: "/"), text[at + 1] == UInt8(ascii: "/") {
        let start = at + 2
        let end = first(UInt8(ascii: "/"), in: text.extracting(start..<mark)).map { start + $0 } ?? mark
        guard isAuthority(text.extracting(start..<end)) else { return false }
        at = end
    }
    return isWritten(text, from: at, to: mark, Characters.path)
}

private func isScheme(_ text: Span<UInt8>) -> Bool {
    guard text.count > 0, isLetter(text[0]) else { return false }
    for at in text.indices where !Characters.scheme.contains(ascii: text[at]) { return false }
    return true
}

private func isAuthority(_ text: Span<UInt8>) -> Bool {
    var start = 0
    if let at = first(UInt8(ascii: "@"), in: text) {
        guard isWritten(text, from: 0, to: at, Characters.user) else { return false }
        start = at + 1
    }
    var end = text.count
    while end > start, isDigit(text[end - 1]) { end -= 1 }
    // Digits at the end are a port only behind a colon.
    if end > start, text[end - 1] == UInt8(ascii: ":") { end -= 1 } else { end = text.count }
    guard start < end, text[start] == UInt8(ascii: "[") else { return isWritten(text, from: start, to: end, Characters.host) }
    return text[end - 1] == UInt8(ascii: "]") && isAddress(text.extracting(start + 1..<end - 1))
}

/// What stands in brackets: an IPv6 address, or an address of a later version.
private func isAddress(_ text: Span<UInt8>) -> Bool {
    if text.count > 0, text[0] | 0x20 == UInt8(ascii: "v") {
        guard let dot = first(UInt8(ascii: "."), in: text), dot > 1, dot + 1 < text.count else { return false }
        for at in 1..<dot where !isHexDigit(text[at]) { return false }
        for at in dot + 1..<text.count where text[at] == UInt8(ascii: "%") { return false }
        return isWritten(text, from: dot + 1, to: text.count, Characters.user)
    }
    var groups = 0
    var gap = false
    var at = 0
    if text.count >= 2, text[0] == UInt8(ascii: ":"), text[1] == UInt8(ascii: ":") {
        gap = true
        at = 2
    }
    while at < text.count {
        var end = at
        while end < text.count, isHexDigit(text[end]) { end += 1 }
        if end < text.count, text[end] == UInt8(ascii: ".") {
            guard isIPv4(text.extracting(at..<text.count)) else { return false }
            groups += 2
            break
        }
        guard (1...4).contains(end - at) else { return false }
        groups += 1
        guard end < text.count else { break }
        guard text[end] == UInt8(ascii: ":"), end + 1 < text.count else { return false }
        at = end + 1
        if text[at] == UInt8(ascii: ":") {
            guard !gap else { return false }
            gap = true
            at += 1
        }
    }
    return gap ? groups <= 7 : groups == 8
}

private func isIPv4(_ text: Span<UInt8>) -> Bool {
    var parts = 0
    var at = 0
    while at < text.count {
        let start = at
        var value = 0
        while at < text.count, isDigit(text[at]), at - start < 3 {
            value = value * 10 + Int(text[at] - UInt8(ascii: "0"))
            at += 1
        }
        guard at > start, value <= 255, at - start == 1 || text[start] != UInt8(ascii: "0") else { return false }
        parts += 1
        guard at < text.count else { break }
        guard text[at] == UInt8(ascii: "."), at + 1 < text.count else { return false }
        at += 1
    }
    return parts == 4
}

/// What may stand in each part as it is; anything else is percent-encoded.
private enum Characters {
    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    private static let digits = "0123456789"
    /// Unreserved characters and sub-delimiters.
    private static let common = letters + digits + "-._~!$&'()*+,;="

    static let scheme = CharacterSet(of: letters + digits + "+-.")
    static let host = CharacterSet(of: common)
    static let user = CharacterSet(of: common + ":")
    static let path = CharacterSet(of: common + ":@/")
    static let query = CharacterSet(of: common + ":@/?")
}

/// Whether a stretch holds only characters of `set` and percent-encoded bytes. Empty where it would end before it begins.
private func isWritten(_ text: Span<UInt8>, from start: Int, to end: Int, _ set: CharacterSet) -> Bool {
    var at = start
    while at < end {
        if text[at] == UInt8(ascii: "%") {
            guard at + 2 < end, isHexDigit(text[at + 1]), isHexDigit(text[at + 2]) else { return false }
            at += 2
        } else if !set.contains(ascii: text[at]) {
            return false
        }
        at += 1
    }
    return true
}

private func first(_ byte: UInt8, in text: Span<UInt8>) -> Int? {
    for at in text.indices where text[at] == byte { return at }
    return nil
}

private func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
private func isHexDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
}

/// The offset behind the escape that begins at `start`; throws where there is no such escape.
package func endOfEscape(_ text: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
    guard start + 1 < text.count else { throw JSONError("the text ends inside an escape", at: start) }
    switch text[start + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
        UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
        return start + 2
    case UInt8(ascii: "u"):
        let unit = try hexUnit(text, start + 2)
        guard unit & 0xF800 == 0xD800 else { return start + 6 }
        guard unit < 0xDC00, start + 7 < text.count, text[start + 6] == UInt8(ascii: "\\"),
            text[start + 7] == UInt8(ascii: "u"), try hexUnit(text, start + 8) & 0xFC00 == 0xDC00
        else { throw JSONError("half of a surrogate pair", at: start) }
        return start + 12
    default: throw JSONError("no such escape", at: start)
    }
}

private func hexUnit(_ text: Span<UInt8>, _ start: Int) throws(JSONError) -> UInt32 {
    guard start + 4 <= text.count else { throw JSONError("the text ends inside an escape", at: start) }
    var unit: UInt32 = 0
    for at in start..<start + 4 {
        guard let digit = hexDigit(text[at]) else { throw JSONError("expected four hexadecimal digits", at: at) }
        unit = unit << 4 | digit
    }
    return unit
}

private func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
}

/// The UTF-8 bytes that a string's text between its quotes stands for. The text has been checked before.
package func unescaped(_ text: Span<UInt8>, from start: Int, to end: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(end - start)
    var at = start
    func unit(_ at: Int) -> UInt32 { (at..<at + 4).reduce(0) { $0 << 4 | (hexDigit(text[$1]) ?? 0) } }
    while at < end {
        guard text[at] == UInt8(ascii: "\\") else {
            bytes.append(text[at])
            at += 1
            continue
        }
        switch text[at + 1] {
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"):
            var scalar = unit(at + 2)
            if scalar & 0xFC00 == 0xD800 {
                scalar = 0x10000 + (scalar & 0x3FF) << 10 + (unit(at + 8) & 0x3FF)
                at += 6
            }
            if let scalar = Unicode.Scalar(scalar) { bytes.append(contentsOf: UTF8.encode(scalar) ?? .init()) }
            at += 4
        default: bytes.append(text[at + 1])
        }
        at += 2
    }
    return bytes
}

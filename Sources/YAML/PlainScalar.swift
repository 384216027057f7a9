/// Reads a scalar without quotes.
///
/// YAML 1.1 makes booleans of `yes` and `off`, octal of `012` and base 60 of `12:30`; YAML 1.2 does not, and readers differ.
/// So only the forms that mean the same everywhere are taken, and the others are refused with what to write instead. A date
/// stays text.
///
/// - Throws: what to write instead, as a sentence.
func readPlain(_ text: String) throws(Ambiguity) -> YAMLScalar {
    switch text {
    case "", "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "~": throw Ambiguity("\"~\" is null to some readers. Write null, or put it in quotes.")
    default: break
    }
    if booleans.contains(text.lowercased()) {
        throw Ambiguity("\"\(text)\" is a boolean to some readers and text to others. Write true or false, or put it in quotes.")
    }
    if text.lowercased() == "null" { throw Ambiguity("\"\(text)\" is null to some readers. Write null, or put it in quotes.") }
    if text == "<<" || text == "=" { throw Ambiguity("\"\(text)\" has a meaning of its own in YAML. Put it in quotes.") }
    guard let first = text.utf8.first, isDigit(first) || "+-.".utf8.contains(first) else { return .text(text) }
    return try readNumberLike(Array(text.utf8), text)
}

/// A scalar that readers of YAML take for different things.
struct Ambiguity: Error {
    let message: String
    init(_ message: String) { self.message = message }
}

private let booleans: Set<String> = ["true", "false", "yes", "no", "on", "off", "y", "n"]

private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

/// A scalar that begins like a number.
private func readNumberLike(_ bytes: [UInt8], _ text: String) throws(Ambiguity) -> YAMLScalar {
    var at = bytes.first == UInt8(ascii: "-") ? 1 : 0
    let whole = digits(bytes, from: at)
    at = whole.upperBound
    let hasLeadingZero = whole.count > 1 && bytes[whole.lowerBound] == UInt8(ascii: "0")
    if !whole.isEmpty, at == bytes.count, !hasLeadingZero {
        guard let value = Int(text) else { throw Ambiguity("\(text) is too large a number. Put it in quotes if it is text.") }
        return .integer(value)
    }
    if !whole.isEmpty, at < bytes.count, bytes[at] == UInt8(ascii: ".") {
        let fraction = digits(bytes, from: at + 1)
        if !fraction.isEmpty, fraction.upperBound == bytes.count, !hasLeadingZero { return .decimal(text) }
    }
    // What some reader takes for a number: octal, hexadecimal, exponents, base 60, signs, infinities.
    let isNumberElsewhere = bytes.allSatisfy { isDigit($0) || "+-._:xXoObBeE".utf8.contains($0) || isHexLetter($0) }
    let isDate = bytes.count == 10 && bytes[4] == UInt8(ascii: "-") && bytes[7] == UInt8(ascii: "-")
    let isInfinity = [".inf", "-.inf", "+.inf", ".nan"].contains(text.lowercased())
    guard !isInfinity, isDate || !isNumberElsewhere || bytes.filter(isDigit).isEmpty else {
        throw Ambiguity("\(text) is a number to some readers and text to others. Write a plain number, or put it in quotes.")
    }
    return .text(text)
}

private func digits(_ bytes: [UInt8], from start: Int) -> Range<Int> {
    var end = start
    while end < bytes.count, isDigit(bytes[end]) { end += 1 }
    return start..<end
}

private func isHexLetter(_ byte: UInt8) -> Bool {
    (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f")) || (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "F"))
}

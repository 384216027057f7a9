import Events
import JSON

/// Puts values of event data in plain words, on one line.
struct Words {
    private(set) var bytes: [UInt8] = []

    /// Characters of a text that are shown before it is cut at the end of a word.
    static let textLength = 160

    init() { bytes.reserveCapacity(128) }

    mutating func say(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func takeBack(to count: Int) { bytes.removeLast(bytes.count - count) }

    /// What was said, beginning with a capital; but what begins with a reference, as it is written: `w1` is not `W1`.
    var sentence: String {
        let word = bytes.prefix { $0 != UInt8(ascii: " ") }
        guard let first = bytes.first, first >= UInt8(ascii: "a"), first <= UInt8(ascii: "z"),
            !word.contains(where: { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return String(decoding: bytes, as: UTF8.self) }
        var bytes = bytes
        bytes[0] = first - 32
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Says one value; false, and nothing said, where it holds nothing.
    mutating func say(_ value: JSONValue, _ style: SummaryTemplate.Style = .plain) -> Bool {
        switch value.kind {
        case .string: return say(text: value, style)
        case .number: bytes.append(contentsOf: value.text)
        case .true: say("yes")
        case .false: say("no")
        case .null: return false
        case .array:
            let start = bytes.count
            for element in value.elements {
                let mark = bytes.count
                if mark > start { say(", ") }
                if !say(element, style) { takeBack(to: mark) }
            }
            return bytes.count > start
        case .object: return say(object: value)
        }
        return true
    }

    /// A person by name or else by reference, a quantity with its unit, of anything else its texts.
    private mutating func say(object value: JSONValue) -> Bool {
        for name in ["name", "id"] { if let text = value[name], say(text) { return true } }
        if let amount = value["value"], let unit = value["unit"], say(amount) {
            say(" ")
            return say(unit, .listed)
        }
        let start = bytes.count
        for member in value.members where member.value.kind == .string {
            let mark = bytes.count
            if mark > start { say(", ") }
            if !say(member.value) { takeBack(to: mark) }
        }
        return bytes.count > start
    }

    private mutating func say(text value: JSONValue, _ style: SummaryTemplate.Style) -> Bool {
        guard let text = value.letters, !text.isEmpty else { return false }
        switch style {
        case .listed:
            // The one listed value that is spelt with an apostrophe.
            if value.says("childrens_social_care") {
                say("children's social care")
            } else {
                for byte in text { bytes.append(byte == UInt8(ascii: "_") ? UInt8(ascii: " ") : byte) }
            }
        case .day:
            guard let day = value.string.flatMap({ Day($0) }) else { return say(narrative: text) }
            say(Plain.date(day))
        case .instant:
            guard let instant = value.string.flatMap({ Instant($0) }) else { return say(narrative: text) }
            say(Plain.moment(instant))
        case .plain: return say(narrative: text)
        }
        return true
    }

    /// A text on one line: runs of white space become one space; what is too long is cut after a whole word.
    private mutating func say(narrative text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.firstIndex(where: { $0 > 0x20 }), let last = text.lastIndex(where: { $0 > 0x20 }) else {
            return false
        }
        let line = text[first...last]
        var characters = 0
        var wordEnd: Int?
        var wasSpace = false
        for at in line.indices {
            let byte = line[at]
            if byte <= 0x20 {
                // Rare: then the white space is put right first.
                if wasSpace || byte != 0x20 { return say(narrative: Self.oneLine(line)) }
                wordEnd = at
            }
            wasSpace = byte == 0x20
            guard byte & 0xC0 != 0x80 else { continue }
            characters += 1
            if characters > Self.textLength {
                // One word longer than the limit is cut inside.
                bytes.append(contentsOf: line[..<(wordEnd ?? at)])
                say("…")
                return true
            }
        }
        bytes.append(contentsOf: line)
        return true
    }

    private static func oneLine(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line: [UInt8] = []
        for byte in text {
            if byte > 0x20 { line.append(byte) } else if line.last != 0x20 { line.append(0x20) }
        }
        return line[...]
    }
}

extension JSONValue {
    /// The UTF-8 bytes of what a string says; nil for any other value.
    fileprivate var letters: ArraySlice<UInt8>? {
        guard kind == .string else { return nil }
        let inner = text.dropFirst().dropLast()
        return inner.contains(UInt8(ascii: "\\")) ? string.map { Array($0.utf8)[...] } : inner
    }
}

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

    /// What was said, beginning with a capital.
    var sentence: String {
        guard let first = bytes.first, first >= UInt8(ascii: "a"), first <= UInt8(ascii: "z") else {
            return String(decoding: bytes, as: UTF8.self)
        }
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
        if style == .plain, let bytes = value.plainText { return say(narrative: bytes.span) }
        guard let text = value.string, !text.isEmpty else { return false }
        switch style {
        case .listed:
            // The one listed value that is spelt with an apostrophe.
            if text == "childrens_social_care" {
                say("children's social care")
            } else {
                for byte in text.utf8 { bytes.append(byte == UInt8(ascii: "_") ? UInt8(ascii: " ") : byte) }
            }
        case .day:
            guard let day = Day(text) else { return say(narrative: text.utf8.span) }
            say(Plain.date(day))
        case .instant:
            guard let instant = Instant(text) else { return say(narrative: text.utf8.span) }
            say(Plain.moment(instant))
        case .plain: return say(narrative: text.utf8.span)
        }
        return true
    }

    /// A text on one line: runs of white space become one space; what is too long is cut after a whole word.
    private mutating func say(narrative text: Span<UInt8>) -> Bool {
        let start = bytes.count
        var count = 0
        var at = 0
        while true {
            while at < text.count, text[at] <= 0x20 { at += 1 }
            let first = at
            var characters = 0
            while at < text.count, text[at] > 0x20, count + characters <= Self.textLength {
                if text[at] & 0xC0 != 0x80 { characters += 1 }
                at += 1
            }
            guard at > first else { return bytes.count > start }
            let isFirst = bytes.count == start
            if count + characters + (isFirst ? 0 : 1) > Self.textLength {
                // One word longer than the limit is cut inside, before the character that is too much.
                if isFirst { append(text.extracting(first..<character(before: at, in: text))) }
                say("…")
                return true
            }
            if !isFirst {
                bytes.append(0x20)
                count += 1
            }
            append(text.extracting(first..<at))
            count += characters
        }
    }

    private func character(before end: Int, in text: Span<UInt8>) -> Int {
        var at = end - 1
        while at > 0, text[at] & 0xC0 == 0x80 { at -= 1 }
        return at
    }

    private mutating func append(_ text: Span<UInt8>) {
        for at in text.indices { bytes.append(text[at]) }
    }
}

extension JSONValue {
    /// What a string says as it stands in the document; nil where it has escapes, and for any other value.
    fileprivate var plainText: ArraySlice<UInt8>? {
        guard kind == .string else { return nil }
        let inner = text.dropFirst().dropLast()
        return inner.contains(UInt8(ascii: "\\")) ? nil : inner
    }
}

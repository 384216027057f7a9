/// A compiled `pattern`: steps that a text goes through once, from its first character to its last, without ever going
/// back. `PatternCompiler` refuses every expression for which that would not be enough.
struct Pattern {
    enum Step {
        /// `least` to `most` characters of a set.
        case characters(CharacterSet, least: Int, most: Int)
        /// One of some texts, none of which begins with another.
        case oneOf([[UInt8]])
    }

    let steps: [Step]

    func matches(_ text: Span<UInt8>) -> Bool {
        var at = 0
        for step in steps {
            switch step {
            case .characters(let set, let least, let most):
                guard let end = pass(set, least, most, text, at) else { return false }
                at = end
            case .oneOf(let texts):
                guard let found = texts.first(where: { stands($0, in: text, at: at) }) else { return false }
                at += found.count
            }
        }
        return at == text.count
    }

    /// Steps over as many characters of `set` as there are, up to `most`; nil if they are fewer than `least`.
    private func pass(_ set: CharacterSet, _ least: Int, _ most: Int, _ text: Span<UInt8>, _ start: Int) -> Int? {
        var at = start
        var count = 0
        while count < most, at < text.count {
            if text[at] < 0x80 {
                guard set.contains(ascii: text[at]) else { break }
                at += 1
            } else {
                let (character, length) = character(text, at)
                guard set.contains(character) else { break }
                at += length
            }
            count += 1
        }
        return count >= least ? at : nil
    }

    private func stands(_ expected: [UInt8], in text: Span<UInt8>, at start: Int) -> Bool {
        guard text.count - start >= expected.count else { return false }
        for at in expected.indices where text[start + at] != expected[at] { return false }
        return true
    }
}

/// The code point whose UTF-8 begins at `at`, not an ASCII one, and its bytes. The text has been checked to be UTF-8.
private func character(_ text: Span<UInt8>, _ at: Int) -> (UInt32, length: Int) {
    let lead = UInt32(text[at])
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    var value = lead & (0x7F >> UInt32(length))
    for next in at + 1..<at + length { value = value << 6 | UInt32(text[next] & 0x3F) }
    return (value, length)
}

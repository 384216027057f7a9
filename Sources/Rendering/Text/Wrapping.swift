extension String {
    /// The text in lines of at most `width` columns, broken between words; a word that is longer is broken within.
    /// Line feeds in the text are kept. At least one line.
    func wrapped(to width: Int) -> [String] {
        let width = max(width, 1)
        return safe.split(separator: "\n", omittingEmptySubsequences: false).flatMap { Self.wrap($0, width) }
    }

    private static func wrap(_ text: Substring, _ width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in text.split(separator: " ") {
            var word = word
            var length = DisplayWidth.of(word)
            if used > 0, used + 1 + length <= width {
                line += " " + word
                used += 1 + length
                continue
            }
            if used > 0 { lines.append(line) }
            while length > width {
                let head = head(of: word, width)
                lines.append(String(head))
                word = word.dropFirst(head.count)
                length = DisplayWidth.of(word)
            }
            line = String(word)
            used = length
        }
        return lines.isEmpty || used > 0 ? lines + [line] : lines
    }

    /// As many characters as fit, but at least one.
    private static func head(of word: Substring, _ width: Int) -> Substring {
        var used = 0
        let head = word.prefix { character in
            used += DisplayWidth.of(character)
            return used <= width
        }
        return head.isEmpty ? word.prefix(1) : head
    }

    /// The text with spaces up to `width` columns.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - DisplayWidth.of(self)))
    }
}

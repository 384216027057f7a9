/// A page being written, top to bottom.
struct Sheet {
    let look: Look
    private var lines: [String] = []

    init(_ look: Look) { self.look = look }

    var text: String { lines.joined(separator: "\n") + "\n" }

    mutating func title(_ text: String) {
        for line in text.wrapped(to: look.width) { lines.append(look.heading(line)) }
    }

    /// A heading with an empty line above it.
    mutating func heading(_ text: String) {
        gap()
        title(text)
    }

    mutating func gap() { if lines.last?.isEmpty == false { lines.append("") } }

    /// A paragraph, each line set in by `indent` columns.
    mutating func say(_ text: String, indent: Int = 0) {
        let margin = String(repeating: " ", count: indent)
        for line in text.wrapped(to: look.width - indent) { lines.append((margin + line).withoutTrailingSpaces) }
    }

    mutating func note(_ text: String, indent: Int = 0) {
        let margin = String(repeating: " ", count: indent)
        for line in text.wrapped(to: look.width - indent) { lines.append(margin + look.note(line)) }
    }

    /// One entry of a list, its further lines set in under its text.
    mutating func item(_ text: String, mark: String = "-", indent: Int = 2) {
        let margin = String(repeating: " ", count: indent)
        let hanging = String(repeating: " ", count: mark.count + 1)
        for (index, line) in text.wrapped(to: look.width - indent - mark.count - 1).enumerated() {
            lines.append(margin + (index == 0 ? mark + " " : hanging) + line)
        }
    }

    /// A name and what it says, the texts of all under one another at `column`.
    mutating func field(_ name: String, _ text: String, column: Int = 22, indent: Int = 2) {
        let name = name.safeLine
        let margin = String(repeating: " ", count: indent)
        let wide = column - indent
        guard DisplayWidth.of(name) < wide, look.width - column >= 24 else {
            say(name + ": " + text, indent: indent)
            return
        }
        let hanging = String(repeating: " ", count: column)
        for (index, line) in text.wrapped(to: look.width - column).enumerated() {
            lines.append((index == 0 ? margin + name.padded(to: wide) : hanging) + line)
        }
    }

    mutating func table(_ table: Table) { lines += table.lines(look) }

    /// The last line: what the answer was computed from.
    mutating func basis(_ text: String) {
        gap()
        for line in text.wrapped(to: look.width) { lines.append(look.faint(line)) }
    }
}

extension String {
    /// The text without what could move a terminal's cursor, change its colours or turn the reading direction: a record
    /// must not be able to disguise itself. Line feeds stay; tabs become spaces.
    var safe: String {
        guard unicodeScalars.contains(where: Self.isUnsafe) else { return self }
        return String(
            String.UnicodeScalarView(
                unicodeScalars.compactMap { scalar in
                    if scalar == "\t" { return " " }
                    if scalar == "\r" { return nil }
                    return Self.isUnsafe(scalar) ? "\u{FFFD}" : scalar
                }))
    }

    /// The safe text on one line: what stands where a line ends for its reader must not be able to begin another.
    public var safeLine: String {
        String(String.UnicodeScalarView(safe.unicodeScalars.map { $0 == "\n" ? " " : $0 }))
    }

    /// The text as it may go to a terminal: safe, but for the signs by which a ``Look`` sets headings and notes off. What
    /// writes to a terminal lets everything through this, so that nobody who makes a page can forget it.
    public var shown: String {
        let parts = split(separator: Look.escape, omittingEmptySubsequences: false)
        return parts.dropFirst().reduce(parts.first.map { String($0).safe } ?? "") { text, part in
            text + (Look.signs.contains(where: part.hasPrefix) ? String(Look.escape) : "\u{FFFD}") + String(part).safe
        }
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A: false
        case 0..<0x20, 0x7F..<0xA0: true
        // Embeddings, overrides, isolates and marks of the bidirectional algorithm; line and paragraph separators; what is
        // there and takes no room, save the joiners that some scripts are written with.
        case 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C, 0x2028, 0x2029, 0x200B, 0x2060, 0xFEFF: true
        default: false
        }
    }
}

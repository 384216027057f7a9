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

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A: false
        case 0..<0x20, 0x7F..<0xA0: true
        // Embeddings, overrides and isolates of the bidirectional algorithm; line and paragraph separators.
        case 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029: true
        default: false
        }
    }
}

/// One line of comma-separated values as RFC 4180 has it: quotes where they are needed, CRLF at the end.
public enum CSVLine {
    /// - Parameter cells: each as its bytes of UTF-8.
    public static func bytes(_ cells: some Sequence<[UInt8]>) -> [UInt8] {
        var line: [UInt8] = []
        for (index, cell) in cells.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            guard cell.contains(where: needsQuotes) else {
                line += cell
                continue
            }
            line.append(UInt8(ascii: "\""))
            for byte in cell {
                if byte == UInt8(ascii: "\"") { line.append(byte) }
                line.append(byte)
            }
            line.append(UInt8(ascii: "\""))
        }
        return line + [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    }

    /// A cell for a spreadsheet: a text that one would take for a formula, and work out, begins with an apostrophe, which
    /// shows it as it is. Others' words must not become commands on the machine of who opens the file.
    public static func spreadsheetCell(_ text: [UInt8]) -> [UInt8] {
        guard let first = text.first else { return text }
        switch first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0A, 0x0D:
            return [UInt8(ascii: "'")] + text
        default:
            // Some programs take the full-width signs for the same.
            return fullWidthSigns.contains { text.starts(with: $0) } ? [UInt8(ascii: "'")] + text : text
        }
    }

    private static let fullWidthSigns = ["\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}"].map { Array($0.utf8) }

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
        default: false
        }
    }
}

import Events

/// Days as spreadsheets number them.
enum SpreadsheetDate {
    /// The text of a serial number: `2020-09-16`, with a clock where there is a part of a day.
    ///
    /// Day 1 is 1 January 1900, and day 60 a 29 February 1900 that never was (Lotus 1-2-3 had it, Excel kept it); it is given
    /// as written, for the reader of dates to refuse. In workbooks of the 1904 kind day 0 is 1 January 1904.
    ///
    /// - Returns: nil for what is no day of the years 1900 to 9999.
    static func text(_ serial: Double, counts1904: Bool) -> String? {
        guard serial >= 0, serial < 2_958_466 else { return nil }
        var whole = Int(serial.rounded(.down))
        var seconds = Int(((serial - Double(whole)) * 86_400).rounded())
        if seconds >= 86_400 {
            whole += 1
            seconds = 0
        }
        let day: String
        if counts1904 {
            day = Day(number: whole + first1904).description
        } else if whole == 60 {
            day = "1900-02-29"
        } else {
            guard whole > 0 else { return nil }
            day = Day(number: whole + first1900 + (whole < 60 ? 1 : 0)).description
        }
        guard seconds > 0 else { return day }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(day)T\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }

    /// Days since 1970 of the days that are numbered 0: 30 December 1899, and 1 January 1904.
    private static let first1900 = -25_569
    private static let first1904 = -24_107

    /// Whether a number format shows a day or a time: those built in, or one with letters of dates outside quotes, brackets
    /// and escapes.
    static func isDate(_ format: Int, code: String?) -> Bool {
        guard let code else { return (14...22).contains(format) || (27...36).contains(format) || (45...58).contains(format) }
        var rest = Array(code.lowercased().utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): rest = rest.drop { $0 != UInt8(ascii: "\"") }.dropFirst()
            case UInt8(ascii: "["): rest = rest.drop { $0 != UInt8(ascii: "]") }.dropFirst()
            case UInt8(ascii: "\\"), UInt8(ascii: "_"), UInt8(ascii: "*"): _ = rest.popFirst()
            case UInt8(ascii: "d"), UInt8(ascii: "m"), UInt8(ascii: "y"), UInt8(ascii: "h"), UInt8(ascii: "s"): return true
            default: break
            }
        }
        return false
    }
}

import Events

/// A date as a row states it.
enum StatedDate: Equatable {
    case none
    case day(Day)
    /// Something else is written there.
    case unreadable

    /// No record that is imported tells of earlier years: one that is stated is a slip of the pen, as 0023.
    static let earliestYear = 1800

    var day: Day? {
        if case .day(let day) = self { day } else { nil }
    }

    /// Reads `DD/MM/YYYY` or `DD-MM-YYYY`, leading zeros optional, or `YYYY-MM-DD`; a time of day behind it is passed over.
    /// A year of two digits is not guessed at.
    init(_ text: String) {
        guard !text.isEmpty else {
            self = .none
            return
        }
        let text = Self.withoutTime(text)
        let separator: Character = text.contains("/") ? "/" : "-"
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        let isDayMonthYear =
            parts.count == 3 && (1...2).contains(parts[0].utf8.count) && (1...2).contains(parts[1].utf8.count)
            && parts[2].utf8.count == 4
            && parts.allSatisfy { $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
        if isDayMonthYear, let day = Int(parts[0]), let month = Int(parts[1]), let year = Int(parts[2]) {
            self = Self.stated(Day(year: year, month: month, day: day))
        } else {
            self = Self.stated(Day(String(text)))
        }
    }

    private static func stated(_ day: Day?) -> StatedDate {
        day.flatMap { $0.parts.year < earliestYear ? nil : .day($0) } ?? .unreadable
    }

    /// The part before a T or a blank, where what stands behind looks like a clock.
    private static func withoutTime(_ text: String) -> Substring {
        guard let at = text.utf8.firstIndex(where: { $0 == UInt8(ascii: "T") || $0 == UInt8(ascii: " ") }) else {
            return text[...]
        }
        let rest = text[text.utf8.index(after: at)...]
        let isClock = rest.utf8.count >= 4 && rest.contains(":") && rest.allSatisfy { $0.isNumber || ":.Z+-".contains($0) }
        return isClock ? text[..<at] : text[...]
    }
}

/// A day as an English reader writes it: 4 March 2026.
func inWords(_ day: Day) -> String {
    let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]
    let (year, month, number) = day.parts
    return "\(number) \(months[month - 1]) \(year)"
}

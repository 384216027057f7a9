import ArgumentParser
import Events

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Values as they are typed.
enum Values {
    /// A time, or a day, which stands for its last moment; today, for now.
    static func moment(_ text: String) throws -> Instant {
        if let day = Day(text) {
            return day == London.day(of: now) ? now : London.end(of: day)
        }
        guard let instant = Instant(text) else {
            try refuseStrangeDay(text)
            throw ValidationError("\"\(text)\" is no time; write 2026-03-04T10:12:00Z, or 2026-03-04 for the end of that day")
        }
        return instant
    }

    static var now: Instant { Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }

    /// What is written as a day and is none, as 31 November, has no other fault.
    private static func refuseStrangeDay(_ text: String) throws {
        let shape = text.map { $0.isASCII && $0.isNumber ? "0" : $0 }
        guard String(shape) == "0000-00-00", Day(text) == nil else { return }
        throw ValidationError("There is no day \(text) in the calendar")
    }

    /// An entry's number.
    static func position(_ text: String) throws -> UInt64 {
        guard let position = UInt64(text) else {
            throw ValidationError(
                "\"\(text)\" is no entry's number; give the number in the first column of daybook decisions or daybook history")
        }
        return position
    }

    static func day(_ text: String) throws -> Day {
        try refuseStrangeDay(text)
        guard let day = Day(text) else { throw ValidationError("\"\(text)\" is no day; write it as 2026-03-04") }
        return day
    }

    /// A day or a time, as the daemon reads both.
    static func edge(_ text: String) throws -> String {
        try refuseStrangeDay(text)
        guard Day(text) != nil || Instant(text) != nil else {
            throw ValidationError("\"\(text)\" is no day; write it as 2026-03-04")
        }
        return text
    }
}

/// By which clock something counts as known.
enum KnownBasis: String, ExpressibleByArgument, CaseIterable {
    case recorded, entered
}

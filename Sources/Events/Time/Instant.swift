/// A point in time, to the microsecond.
public struct Instant: Hashable, Comparable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// The end of the year 9999, the last that RFC 3339 can write.
    private static let lastSecond: UInt64 = 253_402_300_799

    /// So many seconds after 1970-01-01T00:00:00Z, as others count; nil after the year 9999.
    public init?(secondsSince1970 seconds: UInt64) {
        guard seconds <= Self.lastSecond else { return nil }
        microseconds = Int64(seconds) * Self.second
    }

    /// Midnight UTC at the start of `day`.
    public init(startOf day: Day) { microseconds = Int64(day.number) * Self.day }

    static let second: Int64 = 1_000_000
    static let hour: Int64 = 3600 * second
    static let day: Int64 = 24 * hour

    public static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }

    /// The time so many microseconds later, earlier where the number is negative. Traps beyond the years -290307 to 294246; after
    /// 9999 there is a time, and no text of RFC 3339 for it.
    public func adding(microseconds: Int64) -> Instant { Instant(microseconds: self.microseconds + microseconds) }

    /// The same with seconds. Traps where their microseconds leave the range of Int64; of a number from outside make an instant
    /// with ``init(secondsSince1970:)``, which refuses.
    public func adding(seconds: Int64) -> Instant { adding(microseconds: seconds * Self.second) }

    /// The UTC date, and the microseconds since its midnight.
    var split: (day: Day, rest: Int64) {
        let day = microseconds >= 0 ? microseconds / Self.day : (microseconds - Self.day + 1) / Self.day
        return (Day(number: Int(day)), microseconds - day * Self.day)
    }
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC, with as many decimals of a second as are needed: `2026-03-04T10:12:33Z`.
    public var description: String { text(allDecimals: false) }

    /// RFC 3339 in UTC with all six decimals, so that the order of texts is the order of times.
    public var fixedWidth: String { text(allDecimals: true) }

    private func text(allDecimals: Bool) -> String {
        let (day, rest) = split
        let (year, month, dayOfMonth) = day.parts
        let seconds = Int(rest / Self.second)
        let decimals = Int(rest % Self.second)
        // Written as bytes: answers hold thousands of times.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(27)
        func write(_ pair: Int, _ mark: UInt8?) {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: pair / 10))
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: pair % 10))
            if let mark { bytes.append(mark) }
        }
        write(year / 100, nil)
        write(year % 100, UInt8(ascii: "-"))
        write(month, UInt8(ascii: "-"))
        write(dayOfMonth, UInt8(ascii: "T"))
        write(seconds / 3600, UInt8(ascii: ":"))
        write(seconds / 60 % 60, UInt8(ascii: ":"))
        write(seconds % 60, nil)
        if allDecimals || decimals > 0 {
            bytes.append(UInt8(ascii: "."))
            write(decimals / 10_000, nil)
            write(decimals / 100 % 100, nil)
            write(decimals % 100, nil)
            if !allDecimals { while bytes.last == UInt8(ascii: "0") { bytes.removeLast() } }
        }
        bytes.append(UInt8(ascii: "Z"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads an RFC 3339 date-time; nil for anything else, so for a time without a zone. Decimals past the sixth are
    /// dropped; a leap second counts as the second after it.
    public init?(_ text: String) { self.init(text.utf8.span) }

    /// Reads an RFC 3339 date-time in UTF-8, by the same rules.
    public init?(_ text: Span<UInt8>) {
        guard text.count >= 20, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] | 0x20 == UInt8(ascii: "t"), text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            let year = digits(text, 0, 4), let month = digits(text, 5, 2), let dayOfMonth = digits(text, 8, 2),
            let day = Day(year: year, month: month, day: dayOfMonth),
            let hour = digits(text, 11, 2), let minute = digits(text, 14, 2), let second = digits(text, 17, 2),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        var at = 19
        var fraction: Int64 = 0
        if text[at] == UInt8(ascii: ".") {
            at += 1
            let first = at
            var scale: Int64 = 100_000
            while at < text.count, let digit = digits(text, at, 1) {
                fraction += Int64(digit) * scale
                scale /= 10
                at += 1
            }
            guard at > first else { return nil }
        }
        guard at < text.count else { return nil }
        var offset: Int64 = 0
        if text[at] | 0x20 == UInt8(ascii: "z") {
            guard at + 1 == text.count else { return nil }
        } else {
            guard text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-"), at + 6 == text.count,
                text[at + 3] == UInt8(ascii: ":"), let hours = digits(text, at + 1, 2),
                let minutes = digits(text, at + 4, 2), hours < 24, minutes < 60
            else { return nil }
            offset = Int64(hours * 3600 + minutes * 60) * (text[at] == UInt8(ascii: "+") ? 1 : -1)
        }
        let seconds = Int64(hour * 3600 + minute * 60 + second) - offset
        guard second < 60 || (seconds % 86_400 + 86_400) % 86_400 == 0 else { return nil }
        self.init(microseconds: Int64(day.number) * Self.day + seconds * Self.second + fraction)
    }
}

/// A time as a source wrote it, kept to the letter, and the instant it means.
public struct Timestamp: Hashable, Sendable {
    public let text: String
    public let instant: Instant

    /// Nil if `text` is no RFC 3339 date-time with a zone.
    public init?(_ text: String) {
        guard let instant = Instant(text) else { return nil }
        self.text = text
        self.instant = instant
    }

    /// The same instant with `Z`: as the source wrote it where it wrote that.
    public var utc: String { text.utf8.last == UInt8(ascii: "Z") ? text : instant.description }

    /// Two ways to write one instant are the same time.
    public static func == (a: Timestamp, b: Timestamp) -> Bool { a.instant == b.instant }

    public func hash(into hasher: inout Hasher) { hasher.combine(instant) }
}

/// How exactly a source knows when something happened.
public enum TimePrecision: String, Sendable, CaseIterable {
    case instant, day, month, year, about
}

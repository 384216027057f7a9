/// A text, or with a `*` at its end every text that begins with what stands before it.
public struct Pattern: Sendable, Hashable {
    /// As the policy writes it.
    public let text: String

    public init(_ text: String) { self.text = text }

    /// Everything.
    public static let any = Pattern("*")

    /// Whether it stands for all texts that begin with ``stem``; else for that alone.
    var isOpen: Bool { text.utf8.last == UInt8(ascii: "*") }

    /// The text without the `*`.
    var stem: Substring { isOpen ? text.dropLast() : text[...] }

    private var start: Substring.UTF8View? { isOpen ? stem.utf8 : nil }

    /// Whether `other` fits, compared byte by byte: capitals count.
    public func matches(_ other: String) -> Bool {
        guard let start else { return other == text }
        return other.utf8.starts(with: start)
    }

    /// Whether some text fits both.
    public func overlaps(_ other: Pattern) -> Bool {
        switch (start, other.start) {
        case (nil, nil): text == other.text
        case (nil, _?): other.matches(text)
        case (_?, nil): matches(other.text)
        case (let mine?, let theirs?): mine.starts(with: theirs) || theirs.starts(with: mine)
        }
    }
}

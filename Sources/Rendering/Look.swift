/// How an answer is to look: what the reader's screen can show.
public struct Look: Sendable {
    /// Characters in a line, at least ``narrowest``.
    public let width: Int
    /// Whether headings and notes are set off by weight and colour.
    public let colour: Bool

    /// Characters in a line where nothing is known of the screen, as when the output is piped.
    public static let usualWidth = 100
    static let narrowest = 40
    /// Wider lines are hard to read.
    static let widest = 160

    public init(width: Int = usualWidth, colour: Bool = false) {
        self.width = min(max(width, Self.narrowest), Self.widest)
        self.colour = colour
    }

    func heading(_ text: String) -> String { colour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

    /// What a reader should not miss: late, corrected, contradicted.
    func note(_ text: String) -> String { colour ? "\u{1B}[33m\(text)\u{1B}[0m" : text }

    func faint(_ text: String) -> String { colour ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
}

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

    static let escape: Character = "\u{1B}"
    private static let plain = "[0m"
    private static let bold = "[1m"
    private static let yellow = "[33m"
    private static let dim = "[2m"
    /// What may stand behind an escape on the way to a terminal.
    static let signs = [plain, bold, yellow, dim]

    private func set(_ text: String, _ sign: String) -> String {
        colour ? "\(Self.escape)\(sign)\(text)\(Self.escape)\(Self.plain)" : text
    }

    func heading(_ text: String) -> String { set(text, Self.bold) }

    /// What a reader should not miss: late, corrected, contradicted.
    func note(_ text: String) -> String { set(text, Self.yellow) }

    func faint(_ text: String) -> String { set(text, Self.dim) }
}

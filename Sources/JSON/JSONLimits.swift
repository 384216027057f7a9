/// What this reader accepts at most, so that no text can exhaust the stack or the memory.
public struct JSONLimits: Sendable {
    /// Bytes of one text.
    public var bytes: Int
    /// Arrays and objects inside one another.
    public var depth: Int
    /// Characters of one number.
    public var numberLength: Int
    /// Values and member names, of which each takes 20 bytes beside the text: a short text could else be ten times its own size.
    public var values: Int

    /// 64 MiB, 64 levels, 64 characters a number, 16 million values.
    public static let standard = JSONLimits(bytes: 64 << 20, depth: 64, numberLength: 64)

    public init(bytes: Int, depth: Int, numberLength: Int, values: Int = 16 << 20) {
        self.values = values
        self.bytes = bytes
        self.depth = depth
        self.numberLength = numberLength
    }
}

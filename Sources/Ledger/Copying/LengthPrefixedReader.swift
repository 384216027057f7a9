/// Reads what `LengthPrefixed` wrote out of bytes that come piece by piece, in memory for one piece and one part.
struct LengthPrefixedReader {
    private let longest: Int
    private let read: () throws -> [UInt8]
    private var rest: ArraySlice<UInt8> = []

    /// Why there is no next part.
    enum Fault: Error {
        /// The bytes end within a part.
        case cutOff
        /// A part has more bytes than any may have.
        case tooLong
    }

    /// - Parameters:
    ///   - longest: bytes of a part at most.
    ///   - read: gives the next bytes; none at the end.
    init(longest: Int, read: @escaping () throws -> [UInt8]) {
        self.longest = longest
        self.read = read
    }

    /// The next part; nil at the end.
    ///
    /// - Throws: ``Fault``, or what `read` throws.
    mutating func next() throws -> [UInt8]? {
        try fill(Self.prefix)
        guard !rest.isEmpty else { return nil }
        guard rest.count >= Self.prefix else { throw Fault.cutOff }
        let length = rest.prefix(Self.prefix).reduce(0) { $0 << 8 | Int($1) }
        guard length <= longest else { throw Fault.tooLong }
        rest = rest.dropFirst(Self.prefix)
        try fill(length)
        guard rest.count >= length else { throw Fault.cutOff }
        defer { rest = rest.dropFirst(length) }
        return Array(rest.prefix(length))
    }

    /// Bytes of the length before a part.
    private static let prefix = 4

    private mutating func fill(_ count: Int) throws {
        while rest.count < count, case let more = try read(), !more.isEmpty { rest = ArraySlice(Array(rest) + more) }
    }
}

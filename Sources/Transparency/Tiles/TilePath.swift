/// The name of a tile, as C2SP tlog-tiles writes it behind `tile/`: `0/x001/067`, `1/000.p/17`, `entries/x001/067.p/112`.
public struct TilePath: Hashable, Sendable {
    /// What a tile holds.
    public enum Content: Hashable, Sendable {
        /// Hashes: at level 0 those of leaves, above each that of a full tile of the level below. From 0 to 63.
        case hashes(level: Int)
        /// Entries, each with its length.
        case entries
    }

    public let content: Content
    /// The tile's place in its level, from 0.
    public let index: UInt64
    /// Hashes or entries in it, from 1; 256 make a full one.
    public let width: Int

    /// Hashes or entries of a full tile.
    public static let fullWidth = 256
    /// Levels of the tree that one level of tiles spans.
    public static let height = 8
    static let levelLimit = 63

    /// Why a path names no tile.
    public struct Malformed: Error, Equatable, Sendable {
        /// What is wrong and what would be right.
        public let reason: String
    }

    /// Nil if `level` or `width` is out of range.
    public init?(_ content: Content, index: UInt64, width: Int = fullWidth) {
        if case .hashes(let level) = content, !(0...Self.levelLimit).contains(level) { return nil }
        guard (1...Self.fullWidth).contains(width) else { return nil }
        self.content = content
        self.index = index
        self.width = width
    }

    /// Reads a path; each tile has one.
    ///
    /// - Throws: `TilePath.Malformed`.
    public init(_ path: String) throws(Malformed) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count >= 2 else {
            throw Malformed(reason: "it is a level (or \"entries\") and an index, as 0/000 or entries/000")
        }
        parts.removeFirst()
        content = try Self.content(first)
        (index, width) = try Self.place(parts)
    }

    /// The path behind `tile/`.
    public var path: String {
        let level = if case .hashes(let level) = content { String(level) } else { "entries" }
        return level + "/" + Self.groups(index) + (width == Self.fullWidth ? "" : ".p/\(width)")
    }

    // MARK: Reading

    private static func content(_ text: Substring) throws(Malformed) -> Content {
        if text == "entries" { return .entries }
        guard let level = decimal(text), (0...levelLimit).contains(level) else {
            throw Malformed(
                reason: "\"\(text)\" is no level; levels are 0 to \(levelLimit), without leading zeroes, or \"entries\"")
        }
        return .hashes(level: level)
    }

    /// The index in groups of three digits, and what may stand behind it: `.p/` and the width of a partial tile.
    private static func place(_ parts: [Substring]) throws(Malformed) -> (UInt64, Int) {
        guard parts.count >= 2, parts[parts.count - 2].hasSuffix(".p"), let last = parts.last else {
            return (try index(parts), fullWidth)
        }
        guard let width = decimal(last), (1..<fullWidth).contains(width) else {
            throw Malformed(
                reason: "\"\(last)\" is no width; a partial tile has 1 to 255 entries, and a full one no \".p/\"")
        }
        var groups = parts.dropLast()
        let end = groups.removeLast().dropLast(2)
        return (try index(Array(groups + [end])), width)
    }

    private static func index(_ groups: [Substring]) throws(Malformed) -> UInt64 {
        var index: UInt64 = 0
        for (at, group) in groups.enumerated() {
            let digits = at == groups.count - 1 ? group : group.hasPrefix("x") ? group.dropFirst() : ""
            guard digits.utf8.count == 3, let number = UInt64(digits), digits.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else {
                throw Malformed(
                    reason:
                        "\"\(group)\" is no part of an index; write it in groups of three digits, all but the last with an x before: x001/067"
                )
            }
            let (scaled, isOver) = index.multipliedReportingOverflow(by: 1000)
            let (sum, isOverToo) = scaled.addingReportingOverflow(number)
            guard !isOver, !isOverToo else { throw Malformed(reason: "the index is greater than any tree's") }
            index = sum
        }
        guard Self.groups(index).utf8.count == groups.reduce(groups.count - 1, { $0 + $1.utf8.count }) else {
            throw Malformed(reason: "the index begins with a group of zeroes; leave it out")
        }
        return index
    }

    /// A number in decimal digits without leading zeroes, short enough for any that stands in a path.
    private static func decimal(_ text: Substring) -> Int? {
        guard text.utf8.count <= 3, let number = Int(text), String(number) == text else { return nil }
        return number
    }

    private static func groups(_ index: UInt64) -> String {
        var rest = index / 1000
        var path = padded(index % 1000)
        while rest > 0 {
            path = "x" + padded(rest % 1000) + "/" + path
            rest /= 1000
        }
        return path
    }

    private static func padded(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }
}

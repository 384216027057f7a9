/// Which tiles a tree has.
extension TilePath {
    /// The level in the tree of what the tile holds; nil where no tree reaches so far up.
    public var treeLevel: Int? {
        switch content {
        case .entries: 0
        case .hashes(let level): level * Self.height < UInt64.bitWidth ? level * Self.height : nil
        }
    }

    /// The hashes or entries in the tile, by their index among those of the level; nil unless a tree of `size` leaves has
    /// all of them.
    public func range(in size: UInt64) -> Range<UInt64>? {
        guard let level = treeLevel else { return nil }
        let count = size >> UInt64(level)
        let width = UInt64(self.width)
        let fullWidth = UInt64(Self.fullWidth)
        guard count >= width, index <= (count - width) / fullWidth else { return nil }
        return index * fullWidth..<index * fullWidth + width
    }

    /// All tiles of hashes that a tree of `size` leaves has: at each level the full ones, and a partial one if something
    /// is left; then its bundles of entries. C2SP tlog-tiles, "Partial Tiles".
    public static func tiles(of size: UInt64) -> [TilePath] {
        var tiles: [TilePath] = []
        for (level, treeLevel) in stride(from: UInt64(0), to: UInt64(UInt64.bitWidth), by: height).enumerated() {
            tiles += row(.hashes(level: level), count: size >> treeLevel)
        }
        return tiles + row(.entries, count: size)
    }

    private static func row(_ content: Content, count: UInt64) -> [TilePath] {
        let full = (0..<count / UInt64(fullWidth)).compactMap { TilePath(content, index: $0) }
        let rest = TilePath(content, index: count / UInt64(fullWidth), width: Int(count % UInt64(fullWidth)))
        return full + [rest].compactMap(\.self)
    }
}

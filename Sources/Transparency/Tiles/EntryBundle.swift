/// A run of entries, each behind its length as a big-endian 16-bit number (C2SP tlog-tiles, "Log entries").
public enum EntryBundle {
    /// Bytes of an entry: more have no length.
    public static let entryLimit = 65_535

    /// The bundle's bytes; nil if an entry is longer than `entryLimit`.
    public static func bytes(_ entries: some Sequence<[UInt8]>) -> [UInt8]? {
        var bytes: [UInt8] = []
        for entry in entries {
            guard entry.count <= entryLimit else { return nil }
            bytes.append(UInt8(entry.count >> 8))
            bytes.append(UInt8(entry.count & 0xFF))
            bytes += entry
        }
        return bytes
    }

    /// The entries of a bundle; nil if the last one is cut off.
    public static func entries(_ bundle: [UInt8]) -> [[UInt8]]? {
        var entries: [[UInt8]] = []
        var rest = bundle[...]
        while let high = rest.popFirst() {
            guard let low = rest.popFirst() else { return nil }
            let length = Int(high) << 8 | Int(low)
            guard rest.count >= length else { return nil }
            entries.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return entries
    }
}

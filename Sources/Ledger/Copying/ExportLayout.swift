import Transparency

/// Where things are in an export: the paths of C2SP tlog-tiles, and beside them what only this ledger has. Written up in
/// schemas/ledger-format.md.
enum ExportLayout {
    /// The last checkpoint; written last, so an export without it is not finished.
    static let checkpoint = "checkpoint"
    /// Every kept checkpoint, each behind its length as a big-endian 32-bit number.
    static let checkpoints = "checkpoints"
    /// The verifier key.
    static let key = "key"
    /// The verifier keys that were used before, if there were any: on each line the size at which one ended, a space, and the key.
    static let retiredKeys = "retired-keys"
    static let tiles = "tile/"
    static let sealed = "sealed/"

    /// Entries of a bundle.
    static let width: UInt64 = 256

    /// The part of a bundle's path behind `tile/entries/` and `sealed/`.
    static func place(_ index: UInt64, size: UInt64) -> String {
        let width = Int(min(width, size - index * width))
        guard let path = TilePath(.entries, index: index, width: width) else {
            preconditionFailure("a bundle has 1 to 256 entries")
        }
        return String(path.path.dropFirst("entries/".count))
    }

    /// Bundles of a ledger.
    static func count(_ size: UInt64) -> UInt64 { (size + width - 1) / width }
}

/// Parts one behind the other, each behind its length as a big-endian 32-bit number.
enum LengthPrefixed {
    static func append(_ part: [UInt8], to bytes: inout [UInt8]) {
        for shift in stride(from: 24, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: part.count >> shift)) }
        bytes += part
    }

    /// The parts; nil where the last one is cut off.
    static func parts(_ bytes: [UInt8]) -> [ArraySlice<UInt8>]? {
        var parts: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard rest.count >= 4 else { return nil }
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            guard rest.count >= length else { return nil }
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return parts
    }
}

/// The lines of `ExportLayout.retiredKeys`.
enum RetiredKeys {
    static func bytes(_ retired: [RetiredSigner]) -> [UInt8] {
        Array(retired.map { "\($0.endedAt) \($0.verifier.text)\n" }.joined().utf8)
    }

    /// Reads them strictly, in the order of their ends.
    ///
    /// - Throws: `LedgerFault` at the first line that is none.
    static func read(_ bytes: [UInt8]) throws -> [RetiredSigner] {
        var found: [RetiredSigner] = []
        var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.popLast() == "" else {
            throw LedgerFault(position: nil, reason: "\(ExportLayout.retiredKeys) is cut off")
        }
        for (index, line) in lines.enumerated() {
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let size = UInt64(parts[0]), String(size) == parts[0],
                let verifier = try? NoteVerifier(String(parts[1])), found.last.map({ $0.endedAt <= size }) ?? true
            else {
                throw LedgerFault(
                    position: nil,
                    reason: "line \(index + 1) of \(ExportLayout.retiredKeys) is no size and key, or not behind the one before it"
                )
            }
            found.append(RetiredSigner(verifier: verifier, endedAt: size))
        }
        return found
    }
}

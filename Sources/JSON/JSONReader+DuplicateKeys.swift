extension JSONReader {
    /// Up to this many members are compared pair by pair; more go through a set.
    private static let pairwiseMembers = 16

    /// Two members of one name are two readings of one text, so the text is refused.
    func refuseDuplicateKeys(_ text: Span<UInt8>, _ object: Int) throws(JSONError) {
        let count = Int(nodes[object].count)
        guard count > 1 else { return }
        if count <= Self.pairwiseMembers, !hasEscapedKey(object) {
            try refusePairwise(text, object)
        } else {
            try refuseBySet(text, object)
        }
    }

    private func hasEscapedKey(_ object: Int) -> Bool {
        var key = object + 1
        for _ in 0..<nodes[object].count {
            if nodes[key].escaped { return true }
            key = Int(nodes[key + 1].next)
        }
        return false
    }

    private func refusePairwise(_ text: Span<UInt8>, _ object: Int) throws(JSONError) {
        var key = object + 1
        for index in 0..<nodes[object].count {
            var earlier = object + 1
            for _ in 0..<index {
                if sameBytes(text, nodes[earlier], nodes[key]) { throw duplicate(nodes[key]) }
                earlier = Int(nodes[earlier + 1].next)
            }
            key = Int(nodes[key + 1].next)
        }
    }

    private func sameBytes(_ text: Span<UInt8>, _ a: JSONDocument.Node, _ b: JSONDocument.Node) -> Bool {
        guard a.end - a.start == b.end - b.start else { return false }
        let offset = Int(b.start) - Int(a.start)
        for at in Int(a.start)..<Int(a.end) where text[at] != text[at + offset] { return false }
        return true
    }

    private func refuseBySet(_ text: Span<UInt8>, _ object: Int) throws(JSONError) {
        var seen: Set<[UInt8]> = []
        var key = object + 1
        for _ in 0..<nodes[object].count {
            let name = unescaped(text, from: Int(nodes[key].start) + 1, to: Int(nodes[key].end) - 1)
            guard seen.insert(name).inserted else { throw duplicate(nodes[key]) }
            key = Int(nodes[key + 1].next)
        }
    }

    private func duplicate(_ key: JSONDocument.Node) -> JSONError {
        JSONError("this member's name stands twice in the same object", at: Int(key.start))
    }
}

/// The UTF-8 bytes that a string's text between its quotes stands for. The text has been checked before.
package func unescaped(_ text: Span<UInt8>, from start: Int, to end: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(end - start)
    var at = start
    func unit(_ at: Int) -> UInt32 { (at..<at + 4).reduce(0) { $0 << 4 | (hexDigit(text[$1]) ?? 0) } }
    while at < end {
        guard text[at] == UInt8(ascii: "\\") else {
            bytes.append(text[at])
            at += 1
            continue
        }
        switch text[at + 1] {
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"):
            var scalar = unit(at + 2)
            if scalar & 0xFC00 == 0xD800 {
                scalar = 0x10000 + (scalar & 0x3FF) << 10 + (unit(at + 8) & 0x3FF)
                at += 6
            }
            if let scalar = Unicode.Scalar(scalar) { bytes.append(contentsOf: UTF8.encode(scalar) ?? .init()) }
            at += 4
        default: bytes.append(text[at + 1])
        }
        at += 2
    }
    return bytes
}

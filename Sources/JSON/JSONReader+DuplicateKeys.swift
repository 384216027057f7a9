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

import JSON

extension Tables {
    /// The first thing wrong with a string.
    func fault(_ rule: StringRule, _ node: Int, _ text: Span<UInt8>, _ nodes: Nodes) -> Finding.Kind? {
        let string = nodes[node]
        let (start, end) = (Int(string.start) + 1, Int(string.end) - 1)
        let bytes = end - start
        // A code point is at least one byte, and at most 4 as UTF-8 or 12 as escapes: mostly there is nothing to count.
        if bytes > rule.most || bytes < rule.least * (string.escaped ? 12 : 4) {
            let length = codePoints(text, from: start, to: end)
            if length < rule.least { return .tooShort }
            if length > rule.most { return .tooLong }
        }
        guard rule.format != nil || rule.pattern != nil else { return nil }
        if string.escaped { return fault(rule, saying: unescaped(text, from: start, to: end).span) }
        return fault(rule, saying: text.extracting(start..<end))
    }

    private func fault(_ rule: StringRule, saying text: Span<UInt8>) -> Finding.Kind? {
        if let format = rule.format, !format.accepts(text) { return .format }
        if let pattern = rule.pattern, !patterns[pattern].matches(text) { return .pattern }
        return nil
    }

    /// The first bound that a number breaks.
    func fault(_ rule: NumberRule, _ node: Int, _ text: Span<UInt8>, _ nodes: Nodes) -> Finding.Kind? {
        let value = number(node, text, nodes)
        if let minimum = rule.minimum, value < minimum { return .tooSmall }
        if let bound = rule.exclusiveMinimum, value <= bound { return .notAbove }
        if let maximum = rule.maximum, value > maximum { return .tooLarge }
        return nil
    }

    func number(_ node: Int, _ text: Span<UInt8>, _ nodes: Nodes) -> Decimal {
        Decimal(text.extracting(Int(nodes[node].start)..<Int(nodes[node].end)))
    }
}

/// Code points of a JSON string's text between its quotes.
func codePoints(_ text: Span<UInt8>, from start: Int, to end: Int) -> Int {
    var count = 0
    var at = start
    while at < end {
        let byte = text[at]
        if byte == UInt8(ascii: "\\") {
            count += 1
            guard text[at + 1] == UInt8(ascii: "u") else {
                at += 2
                continue
            }
            // D800 to DBFF is the first half of a pair, which is one code point in 12 characters.
            let isPair = text[at + 2] | 0x20 == UInt8(ascii: "d") && "89abAB".utf8.contains(text[at + 3])
            at += isPair ? 12 : 6
        } else {
            // Bytes 10xxxxxx continue a code point.
            if byte & 0xC0 != 0x80 { count += 1 }
            at += 1
        }
    }
    return count
}

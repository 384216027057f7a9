import JSON

extension JSONValue {
    /// Bytes that are the same for values JSON Schema calls equal, and for no others: numbers by value, texts by what they
    /// say, members in any order.
    var canonical: [UInt8] {
        let text = document.bytes
        let nodes = document.nodes
        return Schema.canonical(index, text.span, nodes.span)
    }
}

/// `JSONValue.canonical` of the value at `node`.
func canonical(_ node: Int, _ text: Span<UInt8>, _ nodes: Span<JSONDocument.Node>) -> [UInt8] {
    var bytes: [UInt8] = []
    writeCanonical(node, text, nodes, to: &bytes)
    return bytes
}

private func writeCanonical(_ node: Int, _ text: Span<UInt8>, _ nodes: Span<JSONDocument.Node>, to bytes: inout [UInt8]) {
    let value = nodes[node]
    switch value.kind {
    case .true: bytes.append(UInt8(ascii: "t"))
    case .false: bytes.append(UInt8(ascii: "f"))
    case .null: bytes.append(UInt8(ascii: "n"))
    case .string: writeText(said(node, text, nodes), to: &bytes)
    case .number:
        let number = Decimal(text.extracting(Int(value.start)..<Int(value.end)))
        if number.isNegative { bytes.append(UInt8(ascii: "-")) }
        for digit in number.digits { bytes.append(digit + UInt8(ascii: "0")) }
        bytes += "e\(number.exponent);".utf8
    case .array:
        bytes.append(UInt8(ascii: "["))
        var element = node + 1
        for _ in 0..<value.count {
            writeCanonical(element, text, nodes, to: &bytes)
            element = Int(nodes[element].next)
        }
        bytes.append(UInt8(ascii: "]"))
    case .object:
        var members: [(name: [UInt8], value: Int)] = []
        var key = node + 1
        for _ in 0..<value.count {
            members.append((said(key, text, nodes), key + 1))
            key = Int(nodes[key + 1].next)
        }
        bytes.append(UInt8(ascii: "{"))
        for member in members.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
            writeText(member.name, to: &bytes)
            writeCanonical(member.value, text, nodes, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }
}

/// A text with its length before it, so that nothing in it can pass for structure.
private func writeText(_ text: [UInt8], to bytes: inout [UInt8]) {
    bytes += "\"\(text.count):".utf8
    bytes += text
}

/// The UTF-8 of what the string at `node` says.
func said(_ node: Int, _ text: Span<UInt8>, _ nodes: Span<JSONDocument.Node>) -> [UInt8] {
    unescaped(text, from: Int(nodes[node].start) + 1, to: Int(nodes[node].end) - 1)
}

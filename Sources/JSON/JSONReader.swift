/// One pass over a text, without recursion.
struct JSONReader {
    let limits: JSONLimits
    var nodes: [JSONDocument.Node] = []
    /// The open arrays and objects, innermost last.
    private var open: [Int] = []

    init(limits: JSONLimits) {
        self.limits = limits
    }

    mutating func read(_ text: Span<UInt8>) throws(JSONError) {
        guard text.count <= min(limits.bytes, Int(UInt32.max) - 1) else {
            throw JSONError("the text is \(text.count) bytes; at most \(limits.bytes) are read", at: limits.bytes)
        }
        try checkUTF8(text)
        nodes.reserveCapacity(min(text.count / 12 + 8, limits.values))
        var at = skipSpace(text, 0)
        at = try readValues(text, at)
        at = skipSpace(text, at)
        guard at == text.count else { throw JSONError("there is more text after the value", at: at) }
    }

    private func checkUTF8(_ text: Span<UInt8>) throws(JSONError) {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: text)
        } catch {
            throw JSONError("this is not UTF-8", at: error.byteOffsets.lowerBound)
        }
    }

    /// Reads one value and everything in it; answers the offset behind it.
    private mutating func readValues(_ text: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        var at = start
        while true {
            at = try readOne(text, at)
            guard nodes.count <= limits.values else { throw JSONError("more than \(limits.values) values", at: at) }
            // Close what ends here, and step to the next value of what stays open.
            while true {
                guard let container = open.last else { return at }
                at = skipSpace(text, at)
                guard at < text.count else { throw JSONError("the text ends inside \(name(container))", at: at) }
                let isObject = nodes[container].kind == .object
                if text[at] == UInt8(ascii: ",") {
                    at = skipSpace(text, at + 1)
                    if isObject { at = try readKey(text, at) }
                    nodes[container].count += 1
                    break
                }
                guard text[at] == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw JSONError("expected a comma or the end of \(name(container))", at: at)
                }
                at += 1
                try close(text, container, at)
            }
        }
    }

    private func name(_ container: Int) -> String {
        nodes[container].kind == .object ? "an object" : "an array"
    }

    private mutating func close(_ text: Span<UInt8>, _ container: Int, _ end: Int) throws(JSONError) {
        nodes[container].end = UInt32(end)
        nodes[container].next = UInt32(nodes.count)
        open.removeLast()
        if nodes[container].kind == .object { try refuseDuplicateKeys(text, container) }
    }

    /// Reads a scalar, an empty container, or the opening of a container together with its first key.
    private mutating func readOne(_ text: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        var at = start
        while true {
            guard at < text.count else { throw JSONError("the text ends where a value should stand", at: at) }
            switch text[at] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard open.count < limits.depth else {
                    throw JSONError("more than \(limits.depth) arrays and objects inside one another", at: at)
                }
                let isObject = text[at] == UInt8(ascii: "{")
                let container = nodes.count
                nodes.append(.init(kind: isObject ? .object : .array, start: UInt32(at)))
                open.append(container)
                at = skipSpace(text, at + 1)
                guard at < text.count else { throw JSONError("the text ends inside \(name(container))", at: at) }
                if text[at] == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                    at += 1
                    try close(text, container, at)
                    return at
                }
                nodes[container].count = 1
                if isObject { at = try readKey(text, at) }
            case UInt8(ascii: "\""): return try readString(text, at)
            case UInt8(ascii: "t"): return try readWord(text, at, "true", .true)
            case UInt8(ascii: "f"): return try readWord(text, at, "false", .false)
            case UInt8(ascii: "n"): return try readWord(text, at, "null", .null)
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber(text, at)
            default: throw JSONError("no value begins like this", at: at)
            }
        }
    }

    private mutating func readKey(_ text: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        guard start < text.count, text[start] == UInt8(ascii: "\"") else {
            throw JSONError("expected a member's name in double quotes", at: start)
        }
        let end = try readString(text, start)
        let at = skipSpace(text, end)
        guard at < text.count, text[at] == UInt8(ascii: ":") else {
            throw JSONError("expected a colon after the member's name", at: at)
        }
        return skipSpace(text, at + 1)
    }

    private mutating func append(_ kind: JSONValue.Kind, _ start: Int, _ end: Int, escaped: Bool = false) {
        nodes.append(
            .init(kind: kind, escaped: escaped, start: UInt32(start), end: UInt32(end), next: UInt32(nodes.count + 1)))
    }

    private mutating func readWord(
        _ text: Span<UInt8>, _ start: Int, _ word: StaticString, _ kind: JSONValue.Kind
    ) throws(JSONError) -> Int {
        let expected = word.description.utf8
        guard text.count - start >= expected.count,
            zip(start..., expected).allSatisfy({ text[$0] == $1 })
        else { throw JSONError("expected \(word)", at: start) }
        append(kind, start, start + expected.count)
        return start + expected.count
    }

    private mutating func readString(_ text: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        var at = start + 1
        var escaped = false
        while at < text.count {
            let byte = text[at]
            // Nearly every byte is a letter, which stands behind all that must be looked at: one comparison for each.
            if byte > UInt8(ascii: "\\") {
                at += 1
                continue
            }
            if byte == UInt8(ascii: "\"") {
                append(.string, start, at + 1, escaped: escaped)
                return at + 1
            }
            if byte < 0x20 { throw JSONError("a control character in a string; write it as an escape", at: at) }
            if byte == UInt8(ascii: "\\") {
                escaped = true
                at = try endOfEscape(text, at)
            } else {
                at += 1
            }
        }
        throw JSONError("the text ends inside a string", at: at)
    }

    private mutating func readNumber(_ text: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        var at = start
        func digits() throws(JSONError) {
            let first = at
            while at < text.count, isDigit(text[at]) { at += 1 }
            guard at > first else { throw JSONError("expected a digit", at: at) }
        }
        if text[at] == UInt8(ascii: "-") { at += 1 }
        if at < text.count, text[at] == UInt8(ascii: "0") {
            at += 1
            if at < text.count, isDigit(text[at]) { throw JSONError("a number does not begin with 0", at: at) }
        } else {
            try digits()
        }
        if at < text.count, text[at] == UInt8(ascii: ".") {
            at += 1
            try digits()
        }
        if at < text.count, text[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < text.count, text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-") { at += 1 }
            try digits()
        }
        guard at - start <= limits.numberLength else {
            throw JSONError("a number of more than \(limits.numberLength) characters", at: start)
        }
        append(.number, start, at)
        return at
    }
}

/// The offset of the first byte from `start` on that is no white space. A free function: a method of the reader would
/// hold on to it, and its array would be copied at the next node.
private func skipSpace(_ text: Span<UInt8>, _ start: Int) -> Int {
    var at = start
    while at < text.count {
        switch text[at] {
        case 0x20, 0x0A, 0x0D, 0x09: at += 1
        default: return at
        }
    }
    return at
}

func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

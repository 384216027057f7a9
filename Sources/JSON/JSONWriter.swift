/// Writes JSON without spaces, strings escaped as RFC 8785 (JCS) has it. Who writes members in the order of their names
/// writes canonical JSON.
public struct JSONWriter: Sendable {
    private var text: [UInt8] = []
    /// What was written elsewhere and stands here, each behind so many bytes of the text.
    private var inserted: [(offset: Int, text: [UInt8])] = []
    /// Whether a comma must stand before the next member or element.
    private var comma = false

    public init(capacity: Int = 256) {
        text.reserveCapacity(capacity)
    }

    /// Writes `{`, the members, `}`.
    public mutating func object(_ members: (inout JSONWriter) throws -> Void) rethrows {
        separate()
        text.append(UInt8(ascii: "{"))
        comma = false
        try members(&self)
        text.append(UInt8(ascii: "}"))
        comma = true
    }

    /// Writes `[`, the elements, `]`.
    public mutating func array(_ elements: (inout JSONWriter) throws -> Void) rethrows {
        separate()
        text.append(UInt8(ascii: "["))
        comma = false
        try elements(&self)
        text.append(UInt8(ascii: "]"))
        comma = true
    }

    /// Writes a member's name; its value must follow.
    public mutating func key(_ name: String) {
        separate()
        quote(name)
        text.append(UInt8(ascii: ":"))
        comma = false
    }

    /// Writes a member's name that is quoted already; its value must follow.
    public mutating func key(_ name: JSONName) {
        separate()
        text.append(contentsOf: name.bytes)
        comma = false
    }

    /// Writes a text that is known to need no escapes: one made of digits, ASCII letters and marks like `-` and `:` alone.
    public mutating func plain(_ value: String) {
        separate()
        text.append(UInt8(ascii: "\""))
        text.append(contentsOf: value.utf8)
        text.append(UInt8(ascii: "\""))
        comma = true
    }

    /// Writes a text, with the escapes it needs.
    public mutating func string(_ value: String) {
        separate()
        quote(value)
        comma = true
    }

    /// Writes a whole number, in decimal digits whatever its size.
    public mutating func integer(_ value: some BinaryInteger) {
        if let small = UInt64(exactly: value) { integer(small) } else { raw(Array(String(value).utf8)) }
    }

    /// Writes a whole number.
    public mutating func integer(_ value: UInt64) {
        separate()
        let start = text.count
        var rest = value
        repeat {
            text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        if text.count > start + 1 { text[start...].reverse() }
        comma = true
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) {
        raw((value ? "true" : "false").utf8)
    }

    /// Writes `null`.
    public mutating func null() {
        raw("null".utf8)
    }

    /// Writes a value that is JSON already.
    public mutating func raw(_ value: ArraySlice<UInt8>) { raw(value.span) }

    /// Writes a value that is JSON already.
    public mutating func raw(_ value: Span<UInt8>) {
        separate()
        unsafe value.withUnsafeBufferPointer { unsafe text.append(contentsOf: $0) }
        comma = true
    }

    /// Writes a value that is JSON already.
    public mutating func raw(_ value: some Sequence<UInt8>) {
        separate()
        text.append(contentsOf: value)
        comma = true
    }

    /// Writes members that are JSON already, with or without a comma behind the last; nothing where there are none.
    public mutating func members(_ members: Span<UInt8>) {
        guard !members.isEmpty else { return }
        let hasComma = members[members.count - 1] == UInt8(ascii: ",")
        raw(hasComma ? members.extracting(droppingLast: 1) : members)
    }

    /// Writes elements or members that are JSON already; nothing where there are none. They are not copied, as is worth it where
    /// they are long.
    public mutating func insert(_ written: [UInt8]) {
        guard !written.isEmpty else { return }
        separate()
        inserted.append((text.count, written))
        comma = true
    }

    /// All that was written, in pieces.
    public var pieces: [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        for (offset, written) in inserted {
            pieces += [text[start..<offset], written[...]]
            start = offset
        }
        return pieces + [text[start...]]
    }

    /// All that was written.
    public var bytes: [UInt8] { inserted.isEmpty ? text : Array(pieces.joined()) }

    private mutating func separate() {
        if comma { text.append(UInt8(ascii: ",")) }
    }

    private mutating func quote(_ value: String) {
        text.append(UInt8(ascii: "\""))
        let start = text.count
        text.append(contentsOf: value.utf8)
        // Nearly every text needs no escapes, and stays as it was copied.
        if needsEscapes(from: start) {
            text.removeLast(text.count - start)
            escape(value)
        }
        text.append(UInt8(ascii: "\""))
    }

    private func needsEscapes(from start: Int) -> Bool {
        let written = text.span
        for at in start..<written.count {
            let byte = written[at]
            // Nearly every byte is a letter, which stands behind all that must be looked at: one comparison for each.
            if byte > UInt8(ascii: "\\") { continue }
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return true }
        }
        return false
    }

    private mutating func escape(_ value: String) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""): text.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case UInt8(ascii: "\\"): text.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0x08: text.append(contentsOf: "\\b".utf8)
            case 0x09: text.append(contentsOf: "\\t".utf8)
            case 0x0A: text.append(contentsOf: "\\n".utf8)
            case 0x0C: text.append(contentsOf: "\\f".utf8)
            case 0x0D: text.append(contentsOf: "\\r".utf8)
            case 0..<0x20:
                text.append(contentsOf: "\\u00".utf8)
                for digit in [byte >> 4, byte & 15] {
                    text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
                }
            default: text.append(byte)
            }
        }
    }
}

/// What can say itself in JSON.
public protocol JSONWritable {
    /// Writes one value.
    func write(to writer: inout JSONWriter)
}

extension JSONWriter {
    /// Writes a member that holds `value`; `null` for nil.
    public mutating func member(_ name: String, _ value: (some JSONWritable)?) {
        key(name)
        if let value { value.write(to: &self) } else { null() }
    }

    /// Writes a member that holds a text; `null` for nil.
    public mutating func member(_ name: String, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    /// Writes a member that holds a whole number; `null` for nil.
    public mutating func member(_ name: String, _ value: (some BinaryInteger)?) {
        key(name)
        if let value { integer(value) } else { null() }
    }

    /// Writes a member that holds a boolean; `null` for nil.
    public mutating func member(_ name: String, _ value: Bool?) {
        key(name)
        if let value { bool(value) } else { null() }
    }

    /// Writes a member that holds a list.
    public mutating func member(_ name: String, _ values: some Sequence<some JSONWritable>) {
        key(name)
        array { writer in for value in values { value.write(to: &writer) } }
    }

    /// Writes a member that holds a list of texts.
    public mutating func member(_ name: String, _ values: some Sequence<String>) {
        key(name)
        array { writer in for value in values { writer.string(value) } }
    }
}

/// A member's name, quoted once for answers that write it a thousand times.
public struct JSONName: Sendable {
    /// The name in quotes, and the colon.
    let bytes: [UInt8]

    public init(_ name: String) {
        var writer = JSONWriter()
        writer.key(name)
        bytes = writer.bytes
    }
}

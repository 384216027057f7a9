/// One value of a document.
public struct JSONValue: Sendable {
    /// What a value is.
    public enum Kind: UInt8, Sendable {
        case object, array, string, number, `true`, `false`, null
    }

    package let document: JSONDocument
    /// Place in the document's nodes.
    package let index: Int

    /// The value at a place in the document's nodes.
    package init(document: JSONDocument, index: Int) {
        self.document = document
        self.index = index
    }

    var node: JSONDocument.Node { document.nodes[index] }

    public var kind: Kind { node.kind }

    /// Where the value stands in the document's bytes.
    public var range: Range<Int> { Int(node.start)..<Int(node.end) }

    /// The value as it was written.
    public var text: ArraySlice<UInt8> { document.bytes[range] }

    /// What a string says; nil for any other value.
    public var string: String? {
        let node = node
        guard node.kind == .string else { return nil }
        let inner = Int(node.start) + 1..<Int(node.end) - 1
        if node.escaped {
            // A local copy: a span cannot be taken of what a class holds.
            let bytes = document.bytes
            return String(decoding: unescaped(bytes.span, from: inner.lowerBound, to: inner.upperBound), as: UTF8.self)
        }
        return String(decoding: document.bytes[inner], as: UTF8.self)
    }

    /// `true` or `false`; nil for any other value.
    public var bool: Bool? {
        switch kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// A number as the nearest double; nil for any other value and for a number no finite double is near.
    public var number: Double? {
        guard kind == .number, let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }

    /// A whole number that fits 64 bits, however it is written: `2.0` and `20e-1` are 2. Nil for any other value, and for one
    /// beyond 2^53 that is written with a fraction or an exponent.
    public var integer: Int64? {
        guard kind == .number else { return nil }
        if let plain = Int64(String(decoding: text, as: UTF8.self)) { return plain }
        // Up to here, every whole number has a value of its own.
        guard let number, number.magnitude <= 0x1p53 else { return nil }
        return Int64(exactly: number)
    }

    public var isNull: Bool { kind == .null }

    /// Members of an object, elements of an array, else 0.
    public var count: Int { Int(node.count) }

    /// The elements of an array, in order; empty for any other value.
    public var elements: Elements { Elements(document: document, at: index + 1, left: kind == .array ? count : 0) }

    /// The members of an object, in order; empty for any other value.
    public var members: Members { Members(document: document, at: index + 1, left: kind == .object ? count : 0) }

    /// An object's member of this name.
    public subscript(name: String) -> JSONValue? {
        document.member(name, of: index).map { JSONValue(document: document, index: $0) }
    }

    /// The UTF-8 bytes of what a string says; empty for any other value.
    package var stringBytes: [UInt8] {
        let node = node
        guard node.kind == .string else { return [] }
        let inner = Int(node.start) + 1..<Int(node.end) - 1
        // A local copy: a span cannot be taken of what a class holds.
        let bytes = document.bytes
        return node.escaped ? unescaped(bytes.span, from: inner.lowerBound, to: inner.upperBound) : Array(bytes[inner])
    }

    /// Whether a string is written with escapes.
    public var hasEscapes: Bool { node.escaped }

    /// Whether a string says exactly this; faster than comparing `string`.
    public func says(_ expected: String) -> Bool {
        let node = node
        guard node.kind == .string else { return false }
        if node.escaped { return string == expected }
        return document.isText(expected.utf8.span, node)
    }

    /// Where the strings within this value stand in the document's bytes, quotes included: those of at least `length`
    /// bytes, in the order of the text.
    public func strings(ofAtLeast length: Int) -> [Range<Int>] {
        let nodes = document.nodes
        var found: [Range<Int>] = []
        for node in nodes[index..<Int(nodes[index].next)] where node.kind == .string && Int(node.end - node.start) >= length {
            found.append(Int(node.start)..<Int(node.end))
        }
        return found
    }

    /// Elements of an array, one after the other.
    public struct Elements: Sequence, IteratorProtocol, Sendable {
        let document: JSONDocument
        var at: Int
        var left: Int

        public mutating func next() -> JSONValue? {
            guard left > 0 else { return nil }
            left -= 1
            let value = JSONValue(document: document, index: at)
            at = Int(document.nodes[at].next)
            return value
        }
    }

    /// Members of an object, one after the other.
    public struct Members: Sequence, IteratorProtocol, Sendable {
        let document: JSONDocument
        var at: Int
        var left: Int

        public mutating func next() -> (key: JSONValue, value: JSONValue)? {
            guard left > 0 else { return nil }
            left -= 1
            let key = JSONValue(document: document, index: at)
            let value = JSONValue(document: document, index: at + 1)
            at = Int(document.nodes[at + 1].next)
            return (key, value)
        }
    }
}

extension JSONValue {
    /// Whether both say the same: members in any order, white space and escapes aside, numbers to the letter.
    public func sameContent(as other: JSONValue) -> Bool {
        guard kind == other.kind else { return false }
        switch kind {
        case .true, .false, .null: return true
        case .number: return text == other.text
        case .string: return !node.escaped && !other.node.escaped ? text == other.text : sameString(as: other)
        case .array:
            return count == other.count && zip(elements, other.elements).allSatisfy { $0.sameContent(as: $1) }
        case .object:
            return count == other.count
                && members.allSatisfy { member in
                    guard let name = member.key.string, let twin = other[name] else { return false }
                    return member.value.sameContent(as: twin)
                }
        }
    }

    /// Swift takes texts for equal that Unicode has for equivalent, as é in one character and in two; here they are two contents.
    private func sameString(as other: JSONValue) -> Bool {
        guard let mine = string, let theirs = other.string else { return false }
        return mine.utf8.elementsEqual(theirs.utf8)
    }
}

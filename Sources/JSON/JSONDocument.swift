/// A JSON text read once and kept as it came: every value knows its bytes, so that what was posted can be stored,
/// digested and shown to the letter.
///
/// Stricter than RFC 8259 where that leaves room for two readings: duplicate keys, lone surrogates and text after the
/// value are refused.
public final class JSONDocument: Sendable {
    /// The text.
    public let bytes: [UInt8]
    /// Every value and member name, in the order of the text; the checker of schemas walks them directly.
    package let nodes: [Node]

    /// One value of the text, in the order of the text. A member's key stands right before its value.
    package struct Node: Sendable {
        package var kind: JSONValue.Kind
        /// Whether a string has escapes, and so cannot be compared byte by byte.
        package var escaped = false
        /// The value's bytes, quotes and brackets included.
        package var start: UInt32
        package var end: UInt32 = 0
        /// The node after this value and all within it.
        package var next: UInt32 = 0
        /// Members of an object, elements of an array.
        package var count: UInt32 = 0
    }

    /// Reads `bytes` as one JSON text.
    public init(_ bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        var reader = JSONReader(limits: limits)
        try reader.read(bytes.span)
        self.bytes = bytes
        self.nodes = reader.nodes
    }

    private init(bytes: [UInt8], nodes: [Node]) {
        self.bytes = bytes
        self.nodes = nodes
    }

    /// A value of another document as a document of its own, which does not keep the other one alive.
    public convenience init(copying value: JSONValue) {
        let nodes = value.document.nodes
        let first = value.index
        let last = Int(nodes[first].next)
        let start = nodes[first].start
        var copied = Array(nodes[first..<last])
        for index in copied.indices {
            copied[index].start -= start
            copied[index].end -= start
            copied[index].next -= UInt32(first)
        }
        self.init(bytes: Array(value.text), nodes: copied)
    }

    /// Where the value of an object's member of this name stands among the nodes; nil where there is none, or no object.
    ///
    /// Looks at each node where it is: who looks for ten members of ten thousand events counts no references for it.
    func member(_ name: String, of object: Int) -> Int? {
        guard nodes[object].kind == .object else { return nil }
        let wanted = name.utf8.span
        var key = object + 1
        let end = Int(nodes[object].next)
        while key < end {
            if nodes[key].escaped ? JSONValue(document: self, index: key).string == name : isText(wanted, nodes[key]) {
                return key + 1
            }
            key = Int(nodes[key + 1].next)
        }
        return nil
    }

    /// Whether a string that is written without escapes says exactly this.
    func isText(_ wanted: Span<UInt8>, _ node: Node) -> Bool {
        let start = Int(node.start) + 1
        guard Int(node.end) - 1 - start == wanted.count else { return false }
        for at in wanted.indices where bytes[start + at] != wanted[at] { return false }
        return true
    }

    /// The value the text holds.
    public var root: JSONValue { JSONValue(document: self, index: 0) }

    /// An object without members.
    public static let emptyObject: JSONDocument = {
        guard let document = try? JSONDocument(Array("{}".utf8)) else { preconditionFailure("an empty object is JSON") }
        return document
    }()
}

/// A text of one document, and what is wrong with it that did not keep it from being read.
public struct YAMLDocument: Sendable {
    public var root: YAMLNode
    /// In the order of the text.
    public var faults: [YAMLFault]

    /// Reads a text of one document.
    ///
    /// A subset of YAML that reads the same to everybody: mappings, sequences and scalars. Anchors, aliases, tags, merge
    /// keys, names that are no text, names that stand twice and scalars that readers differ on are faults; the rest of the
    /// text is read all the same.
    ///
    /// - Throws: where the text cannot be read on: it is no YAML, no UTF-8, or holds too much; and at directives and second
    ///   documents.
    public init(reading bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) throws(YAMLFault) {
        guard bytes.count <= limits.bytes else {
            throw YAMLFault(
                Mark(line: 1, column: 1), "The text has \(bytes.count) bytes; at most \(limits.bytes) are read. Split it.")
        }
        // The mark with which some editors begin a file of UTF-8; libyaml takes it for the document's first line.
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        var reader = YAMLReader(parser: try EventParser(text), limits: limits)
        root = try reader.document()
        faults = reader.faults
    }
}

extension YAMLNode {
    /// Reads a text of one document.
    ///
    /// - Throws: the first fault of the text, of whatever kind.
    public init(reading bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) throws(YAMLFault) {
        let document = try YAMLDocument(reading: bytes, limits: limits)
        if let fault = document.faults.first { throw fault }
        self = document.root
    }
}

extension YAMLNode {
    /// Reads a text of one document.
    ///
    /// A subset of YAML that reads the same to everybody: mappings, sequences and scalars. Anchors, aliases, tags, merge
    /// keys, directives, second documents, names that are no text and names that stand twice are refused.
    ///
    /// - Throws: the first fault of the text.
    public init(reading bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) throws(YAMLFault) {
        guard bytes.count <= limits.bytes else {
            throw YAMLFault(
                Mark(line: 1, column: 1), "The text has \(bytes.count) bytes; at most \(limits.bytes) are read. Split it.")
        }
        var reader = YAMLReader(parser: try EventParser(bytes), limits: limits)
        self = try reader.document()
    }
}

/// Builds the tree of one document.
private struct YAMLReader: ~Copyable {
    var parser: EventParser
    let limits: YAMLLimits
    var count = 0

    mutating func document() throws(YAMLFault) -> YAMLNode {
        _ = try parser.next()
        let start = try parser.next()
        guard case .documentStart = start.kind else {
            throw YAMLFault(start.mark, "There is nothing here but comments and blanks.")
        }
        guard !start.hasTag else { throw YAMLFault(start.mark, "Directives (lines with %) are not read. Take them out.") }
        let root = try node(from: try parser.next(), depth: 0)
        _ = try parser.next()
        let end = try parser.next()
        guard case .streamEnd = end.kind else {
            throw YAMLFault(end.mark, "A second document begins here. Put it in a file of its own.")
        }
        return root
    }

    private mutating func node(from event: ParserEvent, depth: Int) throws(YAMLFault) -> YAMLNode {
        if event.hasAnchor || event.isAlias {
            throw YAMLFault(
                event.mark, "Anchors (&) and aliases (*) are not read. Write the value out, or put the text in quotes.")
        }
        if event.hasTag {
            throw YAMLFault(event.mark, "Tags (!) are not read. Take it out, or put the text in quotes.")
        }
        count += 1
        guard count <= limits.nodes else {
            throw YAMLFault(event.mark, "More than \(limits.nodes) values stand in one text. Split it.")
        }
        guard depth < limits.depth || event.isScalar else {
            throw YAMLFault(event.mark, "Values stand more than \(limits.depth) deep in one another.")
        }
        switch event.kind {
        case .scalar(let text, let isPlain): return YAMLNode(.scalar(try scalar(text, isPlain, event.mark)), event.mark)
        case .sequenceStart: return YAMLNode(.sequence(try items(depth: depth)), event.mark)
        case .mappingStart: return YAMLNode(.mapping(try members(depth: depth)), event.mark)
        default: throw YAMLFault(event.mark, "A value was expected here.")
        }
    }

    private func scalar(_ text: String, _ isPlain: Bool, _ mark: Mark) throws(YAMLFault) -> YAMLScalar {
        guard isPlain else { return .text(text) }
        do { return try readPlain(text) } catch { throw YAMLFault(mark, error.message) }
    }

    private mutating func items(depth: Int) throws(YAMLFault) -> [YAMLNode] {
        var items: [YAMLNode] = []
        while true {
            let event = try parser.next()
            if case .sequenceEnd = event.kind { return items }
            items.append(try node(from: event, depth: depth + 1))
        }
    }

    private mutating func members(depth: Int) throws(YAMLFault) -> [YAMLMember] {
        var members: [YAMLMember] = []
        var seen: [String: Mark] = [:]
        while true {
            let event = try parser.next()
            if case .mappingEnd = event.kind { return members }
            if case .scalar("<<", true) = event.kind {
                throw YAMLFault(event.mark, "Merge keys (<<) are not read. Write the members out.")
            }
            guard case .scalar(.text(let name)) = try node(from: event, depth: depth + 1).content else {
                throw YAMLFault(event.mark, "The name of a member must be text. Put it in quotes.")
            }
            if let first = seen.updateValue(event.mark, forKey: name) {
                throw YAMLFault(event.mark, "\"\(name)\" stands here a second time; the first is at \(first). Take one out.")
            }
            members.append(YAMLMember(name: name, mark: event.mark, value: try node(from: try parser.next(), depth: depth + 1)))
        }
    }
}

extension ParserEvent {
    fileprivate var isAlias: Bool {
        if case .alias = kind { true } else { false }
    }

    fileprivate var isScalar: Bool {
        if case .scalar = kind { true } else { false }
    }
}

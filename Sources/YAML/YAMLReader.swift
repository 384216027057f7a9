/// Builds the tree of one document.
struct YAMLReader: ~Copyable {
    private var parser: EventParser
    private let limits: YAMLLimits
    private var count = 0
    /// What did not keep the text from being read.
    private(set) var faults: [YAMLFault] = []

    init(parser: consuming EventParser, limits: YAMLLimits) {
        self.parser = parser
        self.limits = limits
    }

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
            fault(event.mark, "Anchors (&) and aliases (*) are not read. Write the value out, or put the text in quotes.")
        }
        if event.hasTag { fault(event.mark, "Tags (!) are not read. Take it out, or put the text in quotes.") }
        count += 1
        guard count <= limits.nodes else {
            throw YAMLFault(event.mark, "More than \(limits.nodes) values stand in one text. Split it.")
        }
        guard depth < limits.depth || event.isScalar else {
            throw YAMLFault(event.mark, "Values stand more than \(limits.depth) deep in one another.")
        }
        switch event.kind {
        case .scalar(let text, let isPlain): return YAMLNode(.scalar(scalar(text, isPlain, event.mark)), event.mark)
        case .alias: return YAMLNode(.scalar(.null), event.mark)
        case .sequenceStart: return YAMLNode(.sequence(try items(depth: depth)), event.mark)
        case .mappingStart: return YAMLNode(.mapping(try members(depth: depth)), event.mark)
        default: throw YAMLFault(event.mark, "A value was expected here.")
        }
    }

    private mutating func fault(_ mark: Mark, _ message: String) { faults.append(YAMLFault(mark, message)) }

    /// What a scalar says; the text itself where readers differ on it.
    private mutating func scalar(_ text: String, _ isPlain: Bool, _ mark: Mark) -> YAMLScalar {
        guard isPlain else { return .text(text) }
        do { return try readPlain(text) } catch {
            fault(mark, error.message)
            return .text(text)
        }
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
            let name = try name(event, depth: depth)
            let value = try node(from: try parser.next(), depth: depth + 1)
            guard let name else { continue }
            if let first = seen[name] {
                fault(event.mark, "\"\(name)\" stands here a second time; the first is at \(first). Take one out.")
            } else {
                seen[name] = event.mark
                members.append(YAMLMember(name: name, mark: event.mark, value: value))
            }
        }
    }

    /// The name of a member; nil, with a fault, where it can be none.
    private mutating func name(_ event: ParserEvent, depth: Int) throws(YAMLFault) -> String? {
        if case .scalar("<<", true) = event.kind {
            fault(event.mark, "Merge keys (<<) are not read. Write the members out.")
            return nil
        }
        let told = faults.count
        if case .scalar(.text(let name)) = try node(from: event, depth: depth + 1).content { return name }
        if faults.count == told { fault(event.mark, "The name of a member must be text. Put it in quotes.") }
        return nil
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

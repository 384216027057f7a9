internal import Events
internal import YAML

/// Turns nodes into values, and keeps what is wrong with them. A value that cannot be read is nil, and a fault says why.
struct PackReader {
    let context: ReadingContext
    /// Names of conditions that may be used: the shared ones and the pack's own.
    var conditionNames: Set<String>
    var occurrences: [String: Occurrence]
    var faults: [YAMLFault] = []
    /// The conditions that may be used, as far as they could be read.
    var conditions: [String: Condition]
    /// Where the file's own conditions stand.
    var conditionPlaces: [String: Mark] = [:]
    /// Clauses that are named somewhere, and where.
    var clauseReferences: [(id: Clause.ID, mark: Mark)] = []

    init(_ context: ReadingContext) {
        self.context = context
        conditionNames = Set(context.vocabulary.conditions.keys)
        conditions = context.vocabulary.conditions
        occurrences = context.vocabulary.occurrences
    }

    mutating func fault(_ mark: Mark, _ message: String) { faults.append(YAMLFault(mark, message)) }
}

/// The members of a mapping whose names have been checked.
struct Members {
    let mark: Mark
    fileprivate let members: [YAMLMember]

    /// The value of a member; nil where it is absent or null.
    subscript(name: String) -> YAMLNode? {
        guard let value = members.first(where: { $0.name == name })?.value, value.scalar != .null else { return nil }
        return value
    }

    /// Where a member's name stands; where the mapping begins if it is absent.
    func place(of name: String) -> Mark { members.first { $0.name == name }?.mark ?? mark }
}

extension PackReader {
    /// The members of a mapping. Names that are not expected and required ones that are missing become faults.
    ///
    /// - Parameter what: the thing in a sentence, as "a clause".
    mutating func members(
        _ node: YAMLNode, _ what: String, required: [String] = [], optional: [String] = []
    ) -> Members? {
        guard let members = node.members else {
            fault(
                node.mark, "Here \(what) is expected: names and values, as \"\(required.first ?? optional.first ?? "name"): …\".")
            return nil
        }
        let known = required + optional
        for member in members where !known.contains(member.name) {
            fault(
                member.mark,
                "\(sentence(what)) has no \"\(member.name)\"." + suggestion(member.name, among: known, orElse: list(known)))
        }
        let result = Members(mark: node.mark, members: members)
        let missing = required.filter { result[$0] == nil }
        if !missing.isEmpty { fault(node.mark, "\(sentence(what)) needs \(joined(missing)).") }
        return missing.isEmpty ? result : nil
    }

    mutating func text(_ node: YAMLNode, _ what: String) -> String? {
        guard case .text(let text) = node.scalar, !text.isEmpty else {
            fault(node.mark, "\(sentence(what)) is text\(quoteHint(node)).")
            return nil
        }
        return text
    }

    /// Text where there is any; nil without a fault where the node is absent.
    mutating func optionalText(_ node: YAMLNode?, _ what: String) -> String? {
        guard let node else { return nil }
        return text(node, what)
    }

    private func quoteHint(_ node: YAMLNode) -> String {
        switch node.scalar {
        case .integer, .decimal, .boolean: "; put it in quotes"
        default: ""
        }
    }

    mutating func integer(_ node: YAMLNode, _ what: String) -> Int? {
        guard case .integer(let value) = node.scalar else {
            fault(node.mark, "\(sentence(what)) is a whole number.")
            return nil
        }
        return value
    }

    mutating func boolean(_ node: YAMLNode, _ what: String) -> Bool? {
        guard case .boolean(let value) = node.scalar else {
            fault(node.mark, "\(sentence(what)) is true or false.")
            return nil
        }
        return value
    }

    /// `true`, the only value that means something; false where the node is absent.
    mutating func flag(_ node: YAMLNode?, _ what: String) -> Bool {
        guard let node, let value = boolean(node, what) else { return false }
        if !value { fault(node.mark, "\(sentence(what)) can only be true. Leave it out instead.") }
        return value
    }

    mutating func day(_ node: YAMLNode, _ what: String) -> Day? {
        guard case .text(let text) = node.scalar, let day = Day(text) else {
            fault(node.mark, "\(sentence(what)) is a date that exists, as 2026-03-04.")
            return nil
        }
        return day
    }

    /// One of the words of a closed list.
    mutating func word<Word: RawRepresentable & CaseIterable>(_ node: YAMLNode, _ what: String) -> Word?
    where Word.RawValue == String {
        guard let text = text(node, what) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let known = Word.allCases.map(\.rawValue)
        fault(node.mark, "\"\(text)\" is no \(what)." + suggestion(text, among: known, orElse: list(known)))
        return nil
    }

    /// The items of a list that must hold at least one.
    mutating func items(_ node: YAMLNode, _ what: String) -> [YAMLNode]? {
        guard let items = node.items, !items.isEmpty else {
            fault(node.mark, "\(sentence(what)) is a list of at least one item.")
            return nil
        }
        return items
    }

    mutating func texts(_ node: YAMLNode, _ what: String) -> [String]? {
        guard let items = items(node, what) else { return nil }
        return all(items) { reader, item in reader.text(item, what) }
    }

    /// What `read` makes of each node; nil if it cannot read one of them.
    mutating func all<Value>(_ nodes: [YAMLNode], _ read: (inout PackReader, YAMLNode) -> Value?) -> [Value]? {
        var values: [Value] = []
        for node in nodes {
            if let value = read(&self, node) { values.append(value) }
        }
        return values.count == nodes.count ? values : nil
    }
}
